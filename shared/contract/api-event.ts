/** The door for what API Gateway hands to a function (HTTP API, payload 2.0), as far as the console's API reads it. */
import * as z from 'zod'
import { highestRole, type Role } from './roles.ts'

const event = z.looseObject({
  rawPath: z.string(),
  rawQueryString: z.string().default(''),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().default(false),
  requestContext: z.looseObject({
    requestId: z.string(),
    http: z.looseObject({ method: z.string() }),
    authorizer: z
      .looseObject({
        jwt: z.looseObject({ claims: z.record(z.string(), z.unknown()) }).nullish(),
        iam: z.looseObject({ userArn: z.string() }).nullish(),
      })
      .nullish(),
  }),
})

export type ApiEvent = {
  readonly id: string
  readonly method: string
  /** As the gateway hands it over: decoded. */
  readonly path: string
  readonly query: string
  /** Null: it is not valid UTF-8. */
  readonly body: string | null
  readonly authorized: Authorized
}

/** Whom the gateway's authorizer let in. `nobody`: none stood before this request, which is a mistake in the wiring. */
export type Authorized =
  | { readonly by: 'token'; readonly name: string; readonly role: Role | null }
  | { readonly by: 'signature'; readonly arn: string }
  | { readonly by: 'nobody' }

/** Reads an event; null: it is none of API Gateway. */
export const readApiEvent = (given: unknown): ApiEvent | null => {
  const parsed = event.safeParse(given)
  if (!parsed.success) return null
  const { rawPath, rawQueryString, body, isBase64Encoded, requestContext } = parsed.data
  const { jwt, iam } = requestContext.authorizer ?? {}
  return {
    id: requestContext.requestId,
    method: requestContext.http.method,
    path: rawPath,
    query: rawQueryString,
    body: textOf(body ?? '', isBase64Encoded),
    authorized: iam != null ? { by: 'signature', arn: iam.userArn } : jwt == null ? { by: 'nobody' } : tokenOf(jwt.claims),
  }
}

/** Only tokens that are made for asking: an id token says who somebody is, to whoever shows it to them. */
const tokenOf = (claims: Readonly<Record<string, unknown>>): Authorized => {
  const { username, token_use: use } = claims
  if (typeof username !== 'string' || username === '' || use !== 'access') return { by: 'nobody' }
  return { by: 'token', name: username, role: highestRole(groupsOf(claims['cognito:groups'])) }
}

/** The gateway writes a list of claims as one text: `[admin viewer]`. */
const groupsOf = (claim: unknown): readonly string[] => {
  if (Array.isArray(claim)) return claim.filter((one): one is string => typeof one === 'string')
  return typeof claim === 'string' ? claim.replace(/^\[|\]$/g, '').split(/[\s,]+/) : []
}

const textOf = (body: string, isBase64: boolean): string | null => {
  if (!isBase64) return body
  try {
    const bytes = Uint8Array.from(atob(body), (letter) => letter.charCodeAt(0))
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}
