/** Handlers of what API Gateway's HTTP API (payload format 2.0) hands over. */
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { BROKEN } from '../../shared/flow/doors/admission.ts'
import { type DoorAnswer, problemAnswer } from '../../shared/flow/doors/door.ts'
import type { Parsed, Problem } from '../../shared/kernel/problem.ts'
import { type Observer, observed, type Work } from './observed.ts'

/** A request whose body is text, or why it is none. */
export type HttpRequest = {
  readonly method: string
  readonly path: string
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Parsed<string>
  readonly requestId: string
  /** As it came: who asks stands in it, where somebody has checked that. */
  readonly event: APIGatewayProxyEventV2
}

/** Answers a request; what fails is answered too, for nobody tries again but the client. */
export const fromHttp = (observer: Observer, bytesMax: number, work: Work<HttpRequest, DoorAnswer>) =>
  observed<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>(
    observer,
    async (event, invocation) => {
      const answer = await work(requestOf(event, bytesMax), invocation)
      if (answer.status >= 500) invocation.count('failed', 1)
      return resultOf(answer)
    },
    { onError: () => resultOf(problemAnswer(500, BROKEN)) },
  )

const requestOf = (event: APIGatewayProxyEventV2, bytesMax: number): HttpRequest => {
  const headers = Object.fromEntries(Object.entries(event.headers).map(([name, value]) => [name.toLowerCase(), value]))
  return {
    method: event.requestContext.http.method,
    path: event.rawPath,
    headers,
    body: bodyOf(event, headers['content-encoding'], bytesMax),
    requestId: event.requestContext.requestId,
    event,
  }
}

const bodyOf = ({ body = '', isBase64Encoded }: APIGatewayProxyEventV2, encoding: string | undefined, bytesMax: number): Parsed<string> => {
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8')
  const packing = (encoding ?? 'identity').trim().toLowerCase()
  const unpack = UNPACK[packing]
  if (unpack === undefined)
    return refused(`is packed as ${JSON.stringify(packing.slice(0, 40))}`, 'Send it plain, or as gzip, deflate, br.')
  try {
    return { ok: true, value: DECODER.decode(unpack(bytes, { maxOutputLength: bytesMax })) }
  } catch {
    return refused('is not what its headers say, not valid UTF-8, or too large', 'Send JSON as UTF-8, and large batches in several.')
  }
}

type Unpack = (bytes: Buffer, options: { readonly maxOutputLength: number }) => Buffer

const UNPACK: Readonly<Record<string, Unpack>> = {
  identity: (bytes) => bytes,
  gzip: (bytes, options) => gunzipSync(bytes, options),
  deflate: (bytes, options) => inflateSync(bytes, options),
  br: (bytes, options) => brotliDecompressSync(bytes, options),
}

const DECODER = new TextDecoder('utf-8', { fatal: true })

const refused = (problem: string, hint: string): Parsed<string> => ({
  ok: false,
  problems: [{ path: '', problem, hint } satisfies Problem],
})

/** What API Gateway takes for an answer. */
export const resultOf = ({ status, headers, body }: DoorAnswer): APIGatewayProxyStructuredResultV2 => ({
  statusCode: status,
  headers: { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', ...headers },
  body,
})
