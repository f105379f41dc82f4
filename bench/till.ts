// One till's connection to a server: HTTP/1.1 kept alive, one request at a time. It speaks straight to the socket, since
// a general client takes more of the machine than the servers that it is to measure.
import { connect, type Socket } from 'node:net'

export interface Answer {
  readonly status: number
  readonly body: string
}

const headEnd = Buffer.from('\r\n\r\n')

export class Till {
  readonly #socket: Socket
  readonly #fixed: string
  #arrived: Buffer = Buffer.alloc(0)
  #lost: Error | undefined
  #waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | undefined

  constructor(port: number, token: string) {
    this.#fixed = `host: 127.0.0.1:${port}\r\nauthorization: Bearer ${token}\r\naccept: application/json\r\n`
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true })
    this.#socket.on('data', (chunk) => this.#hear(chunk))
    this.#socket.on('error', (error) => this.#fail(error))
    this.#socket.on('close', () => this.#fail(new Error('the server closed the connection')))
  }

  get(path: string): Promise<Answer> {
    return this.#send(`GET ${path} HTTP/1.1\r\n${this.#fixed}\r\n`)
  }

  post(path: string, body: object, key?: string): Promise<Answer> {
    const text = JSON.stringify(body)
    const keyed = key === undefined ? '' : `idempotency-key: ${key}\r\n`
    const head = `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n`
    return this.#send(`POST ${path} HTTP/1.1\r\n${this.#fixed}${keyed}${head}${text}`)
  }

  close(): void {
    this.#socket.destroy()
  }

  #send(request: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#lost) return reject(this.#lost)
      this.#waiting = { resolve, reject }
      this.#socket.write(request)
    })
  }

  #hear(chunk: Buffer): void {
    this.#arrived = this.#arrived.length === 0 ? chunk : Buffer.concat([this.#arrived, chunk])
    const end = this.#arrived.indexOf(headEnd)
    if (end < 0) return
    const head = this.#arrived.toString('latin1', 0, end)
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
    if (length === undefined) return this.#fail(new Error(`an answer without a length: ${head}`))
    const from = end + headEnd.length
    const to = from + Number(length)
    if (this.#arrived.length < to) return
    const answer = { status: Number(head.slice(9, 12)), body: this.#arrived.toString('utf8', from, to) }
    this.#arrived = this.#arrived.subarray(to)
    const waiting = this.#waiting
    this.#waiting = undefined
    waiting?.resolve(answer)
  }

  #fail(error: Error): void {
    this.#lost ??= error
    this.#waiting?.reject(error)
    this.#waiting = undefined
  }
}
