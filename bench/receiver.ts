// A receiver of webhooks, as a process of its own: it takes everything at once and counts it by path. It speaks straight to
// the socket, so that little of the machine is taken from what is measured.
import { createServer, type AddressInfo, type Socket } from 'node:net'

const headEnd = Buffer.from('\r\n\r\n')
const taken = Buffer.from('HTTP/1.1 204 No Content\r\n\r\n')

const counts: Record<string, number> = {}

/** Takes the requests that are whole off the front; what is left is the beginning of another. */
function take(socket: Socket, arrived: Buffer): Buffer {
  for (let rest = arrived; ;) {
    const end = rest.indexOf(headEnd)
    if (end < 0) return rest
    const head = rest.toString('latin1', 0, end)
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0)
    const next = end + headEnd.length + length
    if (rest.length < next) return rest
    const path = head.split(' ', 2)[1] ?? ''
    counts[path] = (counts[path] ?? 0) + 1
    socket.write(taken)
    rest = rest.subarray(next)
  }
}

const server = createServer((socket) => {
  let rest: Buffer = Buffer.alloc(0)
  socket.setNoDelay(true)
  socket.on('data', (chunk) => {
    rest = take(socket, rest.length === 0 ? chunk : Buffer.concat([rest, chunk]))
  })
  socket.on('error', () => socket.destroy())
})
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
process.on('message', () => process.send?.({ counts }))
process.once('disconnect', () => process.exit(0))
