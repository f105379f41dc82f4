// npm run example:browser: builds the page and serves it on http://localhost:4010, with the loyalty server behind /api. The
// token stays here: it never reaches the page. PORT is the page's own; where the loyalty server is, TILLSIDE_URL says, and what
// opens it TILLSIDE_TOKEN or the token in TILLSIDE_DATA.
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { build } from 'esbuild'

const {
  TILLSIDE_URL: server = 'http://localhost:4000',
  TILLSIDE_DATA: folder = './data',
  PORT: port = '4010',
} = process.env

function findToken() {
  const file = `${folder}/admin-token`
  if (existsSync(file)) return readFileSync(file, 'utf8').trim()
  console.error(`There is no token in ${file}: start the server (npm start), or set TILLSIDE_URL and TILLSIDE_TOKEN.`)
  return process.exit(1)
}

const token = process.env.TILLSIDE_TOKEN || findToken()
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
  // All of it, before the page hears anything: an answer that breaks off is none.
  const said = Buffer.from(await answer.arrayBuffer())
  const kept = ['content-type', 'retry-after', 'idempotency-replayed', 'date'].filter((name) =>
    answer.headers.has(name),
  )
  response.writeHead(answer.status, Object.fromEntries(kept.map((name) => [name, answer.headers.get(name)])))
  response.end(said)
}

/** Another page that is open on this machine, or one that was given a name for it, must not spend with our token. */
function isOfThePage({ headers: { host, origin = `http://${host}` } }) {
  const own = ['localhost', '127.0.0.1'].map((name) => `${name}:${page.address().port}`)
  return own.includes(host) && origin === `http://${host}`
}

const page = createServer((request, response) => {
  if (request.url.startsWith('/api/') && !isOfThePage(request)) {
    response.writeHead(403).end()
    return
  }
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
})
page.listen(Number(port), '127.0.0.1', () =>
  console.log(`A till in the browser: http://localhost:${page.address().port}`),
)
