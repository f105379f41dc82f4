// npm run example:browser: builds the page and serves it on http://localhost:4010, with the loyalty server behind /api. The
// token stays here: it never reaches the page.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { build } from 'esbuild'

const {
  TILLSIDE_URL: server = 'http://localhost:4000',
  TILLSIDE_TOKEN: token = readFileSync('data/admin-token', 'utf8').trim(),
  PORT: port = '4010',
} = process.env
const here = new URL('.', import.meta.url).pathname

const { outputFiles } = await build({
  entryPoints: [`${here}pos.ts`],
  bundle: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  write: false,
})

async function pass(request, response) {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  const headers = { authorization: `Bearer ${token}` }
  for (const name of ['content-type', 'idempotency-key', 'accept']) {
    if (request.headers[name]) headers[name] = request.headers[name]
  }
  const body = chunks.length > 0 ? Buffer.concat(chunks) : undefined
  const answer = await fetch(`${server}${request.url}`, { method: request.method, headers, body })
  const kept = ['content-type', 'retry-after', 'idempotency-replayed', 'date'].filter((name) =>
    answer.headers.has(name),
  )
  response.writeHead(answer.status, Object.fromEntries(kept.map((name) => [name, answer.headers.get(name)])))
  response.end(Buffer.from(await answer.arrayBuffer()))
}

createServer((request, response) => {
  if (request.url.startsWith('/api/')) {
    // The loyalty server is away: the till sells on.
    void pass(request, response).catch(() => response.writeHead(502).end())
    return
  }
  if (request.url === '/pos.js') {
    response.writeHead(200, { 'content-type': 'text/javascript' }).end(outputFiles[0].text)
    return
  }
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(readFileSync(`${here}index.html`))
}).listen(Number(port), '127.0.0.1', () => console.log(`A till in the browser: http://localhost:${port}`))
