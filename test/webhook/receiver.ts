/** Somebody's server on this machine, which behaves in every way a server can. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Heard = { readonly path: string; readonly headers: IncomingMessage['headers']; readonly body: string }
export type Behaviour = (response: ServerResponse, request: IncomingMessage) => void

export type Receiver = {
  readonly url: string
  readonly heard: Heard[]
  /** What it does from now on. */
  readonly behave: (behaviour: Behaviour) => void
  readonly close: () => Promise<void>
}

export const answering =
  (status: number, headers: Readonly<Record<string, string>> = {}): Behaviour =>
  (response) =>
    void response.writeHead(status, headers).end('{}')

export const openReceiver = async (): Promise<Receiver> => {
  const heard: Heard[] = []
  let behaviour: Behaviour = answering(200)
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('error', () => {})
    request.on('end', () => {
      heard.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString('utf8') })
      behaviour(response, request)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    behave: (next) => {
      behaviour = next
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
