/** Amazon SES on loopback: its query protocol of 2010-12-01, and all the ways in which a call to it can end. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One mail as it was handed over. */
export type TakenMail = {
  readonly source: string
  readonly destinations: readonly string[]
  /** The message itself. */
  readonly data: Buffer
  readonly configurationSet: string | undefined
  readonly tags: Readonly<Record<string, readonly string[]>>
}

export type Behaviour =
  | { readonly type: 'accept'; readonly afterMs?: number }
  | { readonly type: 'error'; readonly status: number; readonly code: string; readonly message: string }
  /** Somebody answers who is not SES. */
  | { readonly type: 'raw'; readonly status: number; readonly body: string }
  | { readonly type: 'hang' }
  /** The connection ends: before the request was read, after it was taken, or amid the answer. */
  | { readonly type: 'cut'; readonly when: 'before-body' | 'after-body' | 'amid-answer' }

export type FakeSes = {
  readonly endpoint: string
  behaviour: Behaviour
  quota: { perSecond: number; per24Hours: number; sentLast24Hours: number }
  readonly mails: TakenMail[]
  /** Calls by their action, whatever became of them. */
  readonly calls: string[]
  /** What was wrong with calls: a test expects none. */
  readonly complaints: string[]
  readonly connections: () => number
  readonly close: () => Promise<void>
}

export const openFakeSes = async (): Promise<FakeSes> => {
  let connections = 0
  const server = createServer((request, response) => void answer(fake, request, response))
  server.on('connection', () => {
    connections += 1
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const fake: FakeSes = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    behaviour: { type: 'accept' },
    quota: { perSecond: 14, per24Hours: 50_000, sentLast24Hours: 127 },
    mails: [],
    calls: [],
    complaints: [],
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return fake
}

/** The tests' own place: nothing of this machine's credentials or settings is read. */
export const placeOf = (fake: Pick<FakeSes, 'endpoint'>) => {
  Object.assign(process.env, { AWS_EC2_METADATA_DISABLED: 'true', AWS_CONFIG_FILE: NO_FILE, AWS_SHARED_CREDENTIALS_FILE: NO_FILE })
  return { region: 'eu-west-1', endpoint: fake.endpoint, credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' } }
}

const NO_FILE = new URL('no-such-file', import.meta.url).pathname
const XMLNS = 'http://ses.amazonaws.com/doc/2010-12-01/'
const REQUEST_ID = '01234567-89ab-cdef-0123-456789abcdef'

const answer = async (fake: FakeSes, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const { behaviour } = fake
  if (behaviour.type === 'cut' && behaviour.when === 'before-body') {
    fake.calls.push('cut')
    return void request.socket.destroy()
  }
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const fields = new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
  const action = fields.get('Action') ?? ''
  fake.calls.push(action)
  fake.complaints.push(...wrongWith(request, fields))
  switch (behaviour.type) {
    case 'hang':
      return
    case 'error':
      return replied(response, behaviour.status, errorXml(behaviour.code, behaviour.message))
    case 'raw':
      return replied(response, behaviour.status, behaviour.body)
    case 'accept':
      if (behaviour.afterMs !== undefined) await new Promise((resolve) => setTimeout(resolve, behaviour.afterMs))
      return replied(response, 200, acceptedXml(fake, action, fields))
    case 'cut': {
      const body = acceptedXml(fake, action, fields)
      if (behaviour.when === 'after-body') return void request.socket.destroy()
      response.writeHead(200, { 'content-type': 'text/xml', 'content-length': body.length })
      response.write(body.slice(0, body.length / 2), () => request.socket.destroy())
    }
  }
}

const replied = (response: ServerResponse, status: number, body: string): void => {
  response.writeHead(status, { 'content-type': 'text/xml' }).end(body)
}

const wrongWith = (request: IncomingMessage, fields: URLSearchParams): readonly string[] => {
  const complaints: string[] = []
  if (request.method !== 'POST' || fields.get('Version') !== '2010-12-01') complaints.push('not a call of this protocol')
  if (!/^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/ses\//.test(request.headers.authorization ?? ''))
    complaints.push('not signed')
  if (!['SendRawEmail', 'GetSendQuota'].includes(fields.get('Action') ?? '')) complaints.push(`action ${fields.get('Action')}`)
  return complaints
}

const acceptedXml = (fake: FakeSes, action: string, fields: URLSearchParams): string => {
  if (action === 'GetSendQuota') {
    const { perSecond, per24Hours, sentLast24Hours } = fake.quota
    const values = `<Max24HourSend>${per24Hours}</Max24HourSend><MaxSendRate>${perSecond}</MaxSendRate><SentLast24Hours>${sentLast24Hours}</SentLast24Hours>`
    return resultXml(action, values)
  }
  fake.mails.push({
    source: fields.get('Source') ?? '',
    destinations: membersOf(fields, 'Destinations'),
    data: Buffer.from(fields.get('RawMessage.Data') ?? '', 'base64'),
    configurationSet: fields.get('ConfigurationSetName') ?? undefined,
    tags: tagsIn(fields),
  })
  return resultXml(action, `<MessageId>${String(fake.mails.length).padStart(16, '0')}-${REQUEST_ID}-000000</MessageId>`)
}

const membersOf = (fields: URLSearchParams, name: string): readonly string[] => {
  const members: string[] = []
  for (let index = 1; fields.has(`${name}.member.${index}`); index += 1) members.push(fields.get(`${name}.member.${index}`) ?? '')
  return members
}

const tagsIn = (fields: URLSearchParams): TakenMail['tags'] => {
  const tags: Record<string, string[]> = {}
  for (let index = 1; fields.has(`Tags.member.${index}.Name`); index += 1) {
    const name = fields.get(`Tags.member.${index}.Name`) ?? ''
    tags[name] = [...(tags[name] ?? []), fields.get(`Tags.member.${index}.Value`) ?? '']
  }
  return tags
}

const resultXml = (action: string, inner: string): string =>
  `<${action}Response xmlns="${XMLNS}"><${action}Result>${inner}</${action}Result><ResponseMetadata><RequestId>${REQUEST_ID}</RequestId></ResponseMetadata></${action}Response>`

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const errorXml = (code: string, message: string): string =>
  `<ErrorResponse xmlns="${XMLNS}"><Error><Type>Sender</Type><Code>${code}</Code><Message>${escaped(message)}</Message></Error><RequestId>${REQUEST_ID}</RequestId></ErrorResponse>`
