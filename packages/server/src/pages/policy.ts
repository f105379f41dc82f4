// What a page of ours may do in the browser that shows it. Everything comes from this server; nothing is written into the
// page itself, neither script nor style, so text from anywhere can never become either.
import type { App } from '@tillside/contract/devices'

const sources = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  // Barcodes and receipts are drawn in the page.
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "object-src 'none'",
]

/** Headers of every file of an app. `hosts`: origins of the pages that may show the staff portal in a frame. */
export function pageHeaders(app: App, hosts: readonly string[]): Readonly<Record<string, string>> {
  const ancestors = app === 'till' ? "'none'" : ["'self'", ...hosts].join(' ')
  return {
    'content-security-policy': [...sources, `frame-ancestors ${ancestors}`].join('; '),
    // A camera reads cards and goods, when it is asked for. A page of ours has no use for the rest.
    'permissions-policy': 'camera=(self), microphone=(), geolocation=(), payment=(), usb=(self), serial=(self)',
    // The portal speaks to the window that opened it; a till belongs to nobody.
    'cross-origin-opener-policy': app === 'till' ? 'same-origin' : 'unsafe-none',
  }
}
