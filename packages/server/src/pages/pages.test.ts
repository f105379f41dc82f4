// The addresses of the screens, as a browser and as a script that lost its way ask for them.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { openShop, type Shop } from '../../test/shop.ts'

const page = '<!doctype html><title>a page</title>'
const script = 'console.log("a script")'

function buildFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tillside-web-'))
  for (const app of ['till', 'clienteling']) {
    mkdirSync(join(folder, app, 'assets'), { recursive: true })
    writeFileSync(join(folder, app, 'index.html'), page)
    writeFileSync(join(folder, app, 'service-worker.js'), script)
    writeFileSync(join(folder, app, 'assets', 'index-a1b2.js'), script)
    writeFileSync(join(folder, app, 'assets', 'index-a1b2.js.gz'), 'packed')
  }
  writeFileSync(join(folder, 'secret.txt'), 'not of a page')
  return folder
}

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly text: string
}

/** Sends the path and the headers as they are: `fetch` would tidy up both. */
function send(url: string, path: string, headers: Readonly<Record<string, string>>, method = 'GET'): Promise<Answer> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method, headers }, (response) => {
      response.setEncoding('utf8')
      let text = ''
      response.on('data', (part: string) => (text += part))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }))
    })
    sent.on('error', reject)
    sent.end()
  })
}

const asBrowser = { accept: 'text/html,application/xhtml+xml', 'sec-fetch-mode': 'navigate' }
const asScript = { accept: '*/*', 'sec-fetch-mode': 'no-cors' }

describe('built screens', () => {
  const folder = buildFolder()
  let shop: Shop
  beforeAll(async () => {
    shop = await openShop({ web: { folder } })
  })
  afterAll(async () => {
    await shop.close()
    rmSync(folder, { recursive: true })
  })
  const get = (path: string, headers: Readonly<Record<string, string>> = asBrowser): Promise<Answer> =>
    send(shop.url, path, headers)

  test.each(['/till', '/till/', '/till/pair', '/till/sales/of/today', '/clienteling', '/clienteling/profile/17'])(
    'somebody who goes to %s gets the page, asked for anew each time',
    async (path) => {
      const answer = await get(path)
      expect(answer.status).toBe(200)
      expect(answer.headers['content-type']).toBe('text/html; charset=utf-8')
      expect(answer.headers['cache-control']).toBe('no-cache')
      expect(answer.text).toBe(page)
    },
  )

  test('a file with a hash in its name is kept for ever, and sent packed to whoever can unpack it', async () => {
    const answer = await get('/till/assets/index-a1b2.js', { ...asScript, 'accept-encoding': 'gzip, br' })
    expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect(answer.headers['content-encoding']).toBe('gzip')
    expect(answer.text).toBe('packed')
    const plain = await get('/till/assets/index-a1b2.js', asScript)
    expect(plain.text).toBe(script)
  })

  test('a script that is gone is not found, rather than a page that no script could read', async () => {
    const answer = await get('/till/assets/index-0000.js', asScript)
    expect(answer.status).toBe(404)
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'route_unknown' })
  })

  test.each([
    '/till/../secret.txt',
    '/till/%2e%2e/secret.txt',
    '/till/..%2fsecret.txt',
    '/till/assets/%2e%2e/%2e%2e/secret.txt',
  ])('nothing beside the pages can be had by %s', async (path) => {
    const answer = await get(path, asScript)
    expect(answer.status).toBe(404)
  })

  test('the address of an app is its page, also for what is no browser', async () => {
    for (const path of ['/till', '/till/', '/clienteling']) {
      const answer = await get(path, { accept: '*/*' })
      expect([answer.status, answer.headers['content-type']], path).toEqual([200, 'text/html; charset=utf-8'])
    }
    expect((await get('/till/returns', { accept: '*/*' })).status).toBe(404)
  })

  test('a till is shown in nobody’s frame, and everything on it comes from here', async () => {
    const { headers } = await get('/till')
    const policy = headers['content-security-policy']
    expect(policy).toContain("default-src 'self'; script-src 'self'; style-src 'self'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
    expect(headers['cross-origin-opener-policy']).toBe('same-origin')
  })

  test('the worker of a till may answer for its whole address', async () => {
    const { headers } = await get('/till/service-worker.js', asScript)
    expect(headers['service-worker-allowed']).toBe('/till')
    expect(headers['cache-control']).toBe('no-cache')
  })

  test('the staff portal is shown in the frames of those that the shop has named, and of no one else', async () => {
    const ancestors = async (): Promise<string | undefined> =>
      /frame-ancestors ([^;]*)/.exec(String((await get('/clienteling')).headers['content-security-policy']))?.[1]
    expect(await ancestors()).toBe("'self'")
    expect((await get('/clienteling')).headers['x-frame-options']).toBeUndefined()

    await shop.put('settings/portal.origins', { value: 'https://pos.example http://localhost:4020' })
    shop.wait(2_000)
    expect(await ancestors()).toBe("'self' https://pos.example http://localhost:4020")
    expect((await get('/till')).headers['content-security-policy']).toContain("frame-ancestors 'none'")
  })

  test('HEAD tells what GET would', async () => {
    const answer = await send(shop.url, '/till', asBrowser, 'HEAD')
    expect(answer.status).toBe(200)
    expect(answer.headers['content-security-policy']).toContain("script-src 'self'")
  })
})

describe('a server without built screens', () => {
  let shop: Shop
  beforeAll(async () => {
    shop = await openShop()
  })
  afterAll(() => shop.close())

  test('says how they are built', async () => {
    const answer = await send(shop.url, '/till', asBrowser)
    expect(answer.status).toBe(503)
    expect(answer.text).toBe('The screens have not been built: start the server with npm start.\n')
  })
})
