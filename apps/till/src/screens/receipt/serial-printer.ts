// A receipt printer on a serial line, as far as the browser speaks to one (Web Serial). The browser asks which; after that it is
// remembered for this page's address.

/** What receipt printers speak unless somebody has set them otherwise. */
const baudRate = 9600

interface SerialPort {
  readonly writable: WritableStream<Uint8Array> | null
  open(options: { readonly baudRate: number }): Promise<void>
  close(): Promise<void>
}

interface Serial {
  getPorts(): Promise<SerialPort[]>
  requestPort(): Promise<SerialPort>
}

/** False: nobody chose a printer. Throws where the printer does not take it. */
export async function sendToPrinter(bytes: Uint8Array): Promise<boolean> {
  const { serial } = navigator as unknown as { readonly serial: Serial }
  const port = await choosePort(serial)
  if (port === null) return false
  await port.open({ baudRate })
  const writer = port.writable?.getWriter()
  try {
    await writer?.write(bytes)
  } finally {
    // A port that somebody still writes to does not close, and one that is not closed does not open for the next receipt.
    writer?.releaseLock()
    await port.close()
  }
  return true
}

async function choosePort(serial: Serial): Promise<SerialPort | null> {
  const [known] = await serial.getPorts()
  if (known) return known
  return serial.requestPort().catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'NotFoundError') return null
    throw error
  })
}
