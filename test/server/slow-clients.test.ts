/** Clients that are slow on purpose, or say nothing, or never listen: they are cut, others are served, memory stays bounded. */
import { connect, type Socket } from 'node:net'
import { once } from 'node:events'
import { setImmediate, setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSite, order, type Site } from './world.ts'

const REQUEST_MS = 600
const CONNECTIONS = 40
const IDLE_MS = 3_000
const LOOKED_AT_MS = 100

/** Requests that were committed. */
const arrived = { requests: 0 }

let site: Site
beforeAll(async () => {
  site = await openSite({
    limits: { requestMs: REQUEST_MS, idleMs: IDLE_MS, lookedAtMs: LOOKED_AT_MS, connections: CONNECTIONS },
    onArrival: () => {
      arrived.requests += 1
    },
    api: async ({ signal }) => ({ status: 200, headers: { 'content-type': 'text/event-stream' }, body: chatter(signal) }),
  })
})
afterAll(async () => {
  expect(site.errors).toEqual([])
  expect((await site.post('/v1/track', order('the-next'))).status).toBe(200)
  await site.close()
})

/** Says something without an end, as fast as it is read; counts what it said and who listens. */
const said = { bytes: 0, listeners: 0 }
async function* chatter(signal: AbortSignal): AsyncGenerator<string> {
  said.listeners += 1
  try {
    while (!signal.aborted) {
      said.bytes += CHUNK.length
      yield CHUNK
      await setImmediate()
    }
  } finally {
    said.listeners -= 1
  }
}
const CHUNK = `data: ${'x'.repeat(64 * 1024)}\n\n`

const opened = async (): Promise<Socket & { heard: () => string }> => {
  const socket = connect(site.server.port, '127.0.0.1')
  let text = ''
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  // To be cut in the middle of a word is what these clients are here for.
  socket.on('error', () => {})
  await once(socket, 'connect')
  return Object.assign(socket, { heard: () => text })
}

const gzipped = (): string => `POST /v1/track HTTP/1.1\r\n${host()}content-encoding: gzip\r\ncontent-length: 400000\r\n\r\n`
const host = (): string => `host: 127.0.0.1:${site.server.port}\r\n`
const closing = (socket: Socket): Promise<void> =>
  socket.closed ? Promise.resolve() : new Promise((resolve) => socket.once('close', () => resolve()))

/** Writes one piece after the other, slowly, until the server has had enough; answers for how long that was. */
const dribble = async (socket: Socket, begin: string, piece: string): Promise<number> => {
  const startedAt = performance.now()
  socket.write(begin, 'latin1')
  while (!socket.closed && performance.now() - startedAt < 10 * REQUEST_MS) {
    if (socket.writable) socket.write(piece)
    await sleep(20)
  }
  return performance.now() - startedAt
}

describe('slowloris', () => {
  it.each([
    { what: 'headers', begin: () => `POST /v1/track HTTP/1.1\r\n${host()}`, piece: 'x-a: b\r\n' },
    { what: 'a body with a length', begin: () => `POST /v1/track HTTP/1.1\r\n${host()}content-length: 400000\r\n\r\n`, piece: '{' },
    {
      what: 'a body in chunks',
      begin: () => `POST /v1/track HTTP/1.1\r\n${host()}transfer-encoding: chunked\r\n\r\n`,
      piece: '1\r\n{\r\n',
    },
    { what: 'the name of a file in gzip', begin: () => `${gzipped()}\x1f\x8b\x08\x08\x00\x00\x00\x00\x00\x03`, piece: 'n' },
  ])('$what: cut in time, and others are served meanwhile', async ({ begin, piece }) => {
    const slow = await Promise.all(Array.from({ length: 10 }, opened))
    const tooks = Promise.all(slow.map((socket) => dribble(socket, begin(), piece)))
    await sleep(REQUEST_MS / 2)
    expect((await site.post('/v1/track', order('meanwhile'))).status).toBe(200)
    for (const took of await tooks) {
      expect(took).toBeGreaterThan(REQUEST_MS * 0.8)
      expect(took).toBeLessThan(REQUEST_MS * 4)
    }
    for (const socket of slow) expect(socket.heard()).toMatch(/^(HTTP\/1\.1 (408|400) |$)/)
  })
})

describe('connections', () => {
  it('that say nothing are closed in time, and until then there is room for the rest', async () => {
    const idle = await Promise.all(Array.from({ length: CONNECTIONS - 10 }, opened))
    expect((await site.post('/v1/track', order('beside-idle'))).status).toBe(200)
    await Promise.all(idle.map(closing))
  })

  it('beyond the limit are refused at once, and taken again afterwards', async () => {
    const all = await Promise.all(Array.from({ length: CONNECTIONS + 20 }, opened))
    const refused = all.filter((socket) => socket.closed || socket.destroyed)
    await sleep(50)
    expect(all.filter(({ closed }) => closed).length).toBeGreaterThanOrEqual(Math.max(20, refused.length))
    await Promise.all(all.map(closing))
    expect((await site.post('/v1/track', order('afterwards'))).status).toBe(200)
    expect(await site.stageOf('afterwards')).toBe('new')
  })
})

describe('what is no HTTP', () => {
  it.each([
    { what: 'a header of 100 kB', text: () => `POST /v1/track HTTP/1.1\r\n${host()}x-big: ${'x'.repeat(100_000)}\r\n\r\n`, status: 431 },
    { what: 'ten thousand headers', text: () => `POST /v1/track HTTP/1.1\r\n${host()}${'a: b\r\n'.repeat(10_000)}\r\n`, status: 431 },
    { what: 'an address of 100 kB', text: () => `GET /${'x'.repeat(100_000)} HTTP/1.1\r\n${host()}\r\n`, status: 431 },
    { what: 'garbage', text: () => '\x00\x01\x02 nonsense\r\n\r\n', status: 400 },
    { what: 'TLS', text: () => '\x16\x03\x01\x02\x00\x01\x00\x01', status: 400 },
    {
      what: 'two lengths',
      text: () => `POST /v1/track HTTP/1.1\r\n${host()}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`,
      status: 400,
    },
    {
      what: 'a length and chunks, as for smuggling',
      text: () => `POST /v1/track HTTP/1.1\r\n${host()}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
      status: 400,
    },
  ])('$what: $status, and the connection is over', async ({ text, status }) => {
    const socket = await opened()
    socket.write(text(), 'latin1')
    await closing(socket)
    expect(socket.heard()).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
  })

  it('after a good request: that one is kept and answered', async () => {
    const socket = await opened()
    const body = JSON.stringify(order('before-garbage'))
    socket.write(
      `POST /v1/track HTTP/1.1\r\n${host()}content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}\x00garbage\r\n\r\n`,
    )
    await closing(socket)
    expect(socket.heard()).toMatch(/^HTTP\/1\.1 (200|400) /)
    expect(await site.eventsOf('before-garbage')).toEqual(['Order Completed'])
  })
})

describe('who never reads', () => {
  const MB = 1024 * 1024
  const deaf = async (): Promise<Socket> => {
    const socket = connect(site.server.port, '127.0.0.1')
    socket.on('error', () => {})
    await once(socket, 'connect')
    return socket.pause()
  }

  it('answers: no more is read from them than can be answered, and they are cut', async () => {
    const socket = await deaf()
    const body = JSON.stringify({ batch: Array.from({ length: 100 }, () => 7) })
    const request = `POST /v1/batch HTTP/1.1\r\n${host()}content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
    arrived.requests = 0
    // Its answers are a hundred times as long.
    socket.write(request.repeat(4_000))
    await settled(() => arrived.requests)
    expect(arrived.requests).toBeLessThan(3_000)
    expect((await site.post('/v1/track', order('beside-deaf'))).status).toBe(200)
    await sleep(IDLE_MS)
    // Whoever listens now finds what the system still held, and then the end.
    socket.resume()
    await closing(socket)
  })

  it('a stream: nobody goes on talking into memory, and they are cut', async () => {
    const sockets = await Promise.all(Array.from({ length: 10 }, deaf))
    for (const socket of sockets) socket.write(`GET /api/live HTTP/1.1\r\n${host()}\r\n`)
    await expect.poll(() => said.listeners).toBe(10)
    await settled(() => said.bytes)
    // What the two ends of a connection hold in the system.
    expect(said.bytes / 10).toBeLessThan(16 * MB)
    expect((await site.post('/v1/track', order('beside-listeners'))).status).toBe(200)
    await expect.poll(() => said.listeners, { timeout: 3 * IDLE_MS }).toBe(0)
    for (const socket of sockets) socket.destroy()
  })
})

/** Waits until a count stands still. */
const settled = async (count: () => number): Promise<void> => {
  for (let before = -1; before !== count(); ) {
    before = count()
    await sleep(REQUEST_MS)
  }
}
