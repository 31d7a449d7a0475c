/** What stands before a deployed system, on loopback: it checks signatures by the letter of AWS's documentation, and hands on. */
import { createHash, createHmac, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export const KEY_ID = 'AKIDEXAMPLE'
export const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'
export const ARN = 'arn:aws:sts::123456789012:assumed-role/deployer/ann'

export type GatewayEvent = {
  readonly rawPath: string
  readonly rawQueryString: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly isBase64Encoded: boolean
  readonly requestContext: {
    readonly requestId: string
    readonly http: { readonly method: string }
    readonly authorizer: { readonly iam: { readonly userArn: string } }
  }
}

type Answer = { readonly statusCode?: number | undefined; readonly body?: string | undefined }

export type Gateway = {
  readonly url: string
  /** What was refused at the door, and why. */
  readonly refused: string[]
  readonly requests: string[]
  readonly close: () => Promise<void>
}

/** `answer` null: as the gateway answers where there is no such route. */
export const openGateway = async (region: string, answer: (event: GatewayEvent) => Promise<Answer | null>): Promise<Gateway> => {
  const [refused, requests]: [string[], string[]] = [[], []]
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      const { pathname, search } = new URL(request.url ?? '/', 'http://x')
      requests.push(`${request.method} ${pathname}`)
      const wrong = wrongWith(request, pathname, search, body, region)
      if (wrong !== null) {
        refused.push(wrong)
        response.writeHead(403, { 'content-type': 'application/json' }).end(JSON.stringify({ message: wrong }))
        return
      }
      const event: GatewayEvent = {
        // As the gateway hands it over: decoded.
        rawPath: decodeURIComponent(pathname),
        rawQueryString: search.slice(1),
        headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
        ...(body === '' ? {} : { body }),
        isBase64Encoded: false,
        requestContext: { requestId: randomUUID(), http: { method: request.method ?? '' }, authorizer: { iam: { userArn: ARN } } },
      }
      answer(event).then(
        (said) => response.writeHead(said?.statusCode ?? (said === null ? 404 : 200)).end(said?.body ?? '{"message":"Not Found"}'),
        (failure: unknown) => response.writeHead(500).end(JSON.stringify({ message: String(failure) })),
      )
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    refused,
    requests,
    close: () => new Promise((done) => server.close(() => done())),
  }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html, step by step. */
const wrongWith = (request: IncomingMessage, path: string, search: string, body: string, region: string): string | null => {
  const { authorization = '' } = request.headers
  const found =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      authorization,
    )
  if (found === null) return 'Missing Authentication Token'
  const [, id, day = '', where = '', service = '', names = '', signature] = found
  if (id !== KEY_ID) return 'The security token included in the request is invalid.'
  if (where !== region || service !== 'execute-api') return `Credential should be scoped to ${region}/execute-api`
  const date = String(request.headers['x-amz-date'])
  const instant = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
  if (!(Math.abs(Date.now() - instant) < 300_000)) return `Signature expired: ${date}`
  if (!names.split(';').includes('host')) return 'host must be signed'
  const canonical = [
    request.method,
    // Every service but S3 encodes the path once more.
    path.split('/').map(encoded).join('/'),
    [...new URLSearchParams(search)]
      .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
      .sort()
      .join('&'),
    ...names.split(';').map((name) => `${name}:${String(request.headers[name]).trim()}`),
    '',
    names,
    sha256(body),
  ].join('\n')
  const scope = `${day}/${where}/${service}/aws4_request`
  const key = hmac(hmac(hmac(hmac(`AWS4${SECRET}`, day), where), service), 'aws4_request')
  const expected = hmac(key, ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n')).toString('hex')
  return expected === signature ? null : 'The request signature we calculated does not match the signature you provided.'
}

const encoded = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
