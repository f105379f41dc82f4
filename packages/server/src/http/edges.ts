// What happens to a request before and after its route: how a body is read, and what is answered where there is no route.
import type { Socket } from 'node:net'

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import { refusals, type RefusalCode } from '@tillside/contract/refusals'
import type { Route } from '@tillside/contract/route'

import { handleError, refusalBody, sendRefusal } from './errors.ts'
import { allowFinder } from './mount.ts'
import { compileOnFirstUse, hasStorableParams, parseBody } from './validation.ts'

/** What Node found in the bytes of a request, to the refusal for it. */
const codeByParserError: Readonly<Record<string, RefusalCode>> = { HPE_HEADER_OVERFLOW: 'headers_too_large' }

/** Answers what Node could not read as a request at all: there is no request and no route, only a connection. */
export function answerUnreadable(error: Error & { code?: string }, socket: Socket): void {
  // A caller who has gone needs no answer.
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const code = codeByParserError[error.code ?? ''] ?? 'malformed_request'
  const { status } = refusals[code]
  const body = JSON.stringify(refusalBody({ code }))
  const reason = status === 431 ? 'Request Header Fields Too Large' : 'Bad Request'
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Type: application/json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}

/** A path that no route has, or a method that the router does not know on one that some route has. */
function refuseUnrouted(request: FastifyRequest, reply: FastifyReply, findAllow: ReturnType<typeof allowFinder>) {
  const allow = findAllow(request.url.split('?')[0] ?? '')
  if (allow === undefined) return sendRefusal(reply, { code: 'route_unknown' })
  return sendRefusal(reply.header('allow', allow), { code: 'method_not_allowed' })
}

export function addEdges(fastify: FastifyInstance, routes: readonly Route[]): void {
  const findAllow = allowFinder(routes)
  fastify.removeAllContentTypeParsers()
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, text, done) => {
    try {
      done(null, parseBody(String(text)))
    } catch (error) {
      done(error as Error)
    }
  })
  fastify.addHook('onRequest', async (request, reply) => {
    if (request.is404) return refuseUnrouted(request, reply, findAllow)
    // A body of no bytes is no body, whatever it is called: curl calls every body a form.
    if (request.headers['content-length'] === '0') delete request.headers['content-type']
    return undefined
  })
  fastify.addHook('preValidation', async (request, reply) => {
    if (!hasStorableParams(request.params)) return sendRefusal(reply, { code: 'not_found' })
    if (request.body === undefined && request.method !== 'GET') request.body = {}
    return undefined
  })
  fastify.setValidatorCompiler(compileOnFirstUse)
  fastify.setErrorHandler(handleError)
}
