// A receipt's barcode as a picture for the screen and for paper. Import it when a receipt is shown.
import { code128, drawingSVG } from 'bwip-js/browser'

/** Code 128 as an SVG in a `data:` address, for an `img`. */
export function barcodeImage(code: string): string {
  const svg = code128({ bcid: 'code128', text: code, height: 12, paddingwidth: 10 }, drawingSVG())
  return `data:image/svg+xml;utf8,${encodeURIComponent(svg)}`
}
