// A receipt's barcode as a picture for the screen and for paper. Loaded when a receipt is shown.

/** Code 128 as an SVG in a `data:` address, for an `img`. */
export async function barcodeImage(code: string): Promise<string> {
  const { toSVG } = await import('bwip-js/browser')
  const svg = toSVG({ bcid: 'code128', text: code, height: 12, paddingwidth: 10 })
  return `data:image/svg+xml;utf8,${encodeURIComponent(svg)}`
}
