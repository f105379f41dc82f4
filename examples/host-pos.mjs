// npm run example:host: a POS that opens the staff portal, on http://localhost:4020. The page is examples/host-pos.html; what it asks
// of /clienteling goes on to the loyalty server, so that the portal can be opened both at our own address, where it calls the page's
// functions, and at its own, where it sends messages. PORT is the page's; TILLSIDE_URL says where the loyalty server is.
import { readFileSync } from 'node:fs'
import { createServer, request as ask } from 'node:http'

const { TILLSIDE_URL: server = 'http://localhost:4000', PORT: port = '4020' } = process.env
const page = new URL('host-pos.html', import.meta.url)

/** As it came, with the server's name instead of ours; the server sees who asked by `Sec-Fetch-Site`, which stays. */
function passOn(from, to) {
  const { host } = new URL(server)
  const onward = ask(
    new URL(from.url, server),
    { method: from.method, headers: { ...from.headers, host } },
    (answer) => {
      to.writeHead(answer.statusCode, answer.headers)
      answer.pipe(to)
    },
  )
  onward.on('error', () => to.writeHead(502, { 'content-type': 'text/plain' }).end(`No loyalty server at ${server}.`))
  from.pipe(onward)
}

const host = createServer((request, response) => {
  if (request.url.startsWith('/clienteling')) return passOn(request, response)
  if (request.url.split('?')[0] !== '/') return response.writeHead(404).end()
  const html = readFileSync(page, 'utf8').replace('data-portal=""', `data-portal="${new URL(server).origin}"`)
  return response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html)
})
host.listen(Number(port), () => console.log(`A POS with the staff portal: http://localhost:${host.address().port}`))
