import { FUNCTIONS, type FunctionName } from '../../functions/functions.ts'

/** Something each function answers without a row in its table: what is made for the first event is made, and nothing is done. */
export const eventFor = (name: FunctionName): object => {
  switch (name) {
    case 'http':
      return requestTo('/v1/track', { authorization: `Basic ${Buffer.from('key:').toString('base64')}` })
    case 'publish':
      return requestTo('/cli/publish')
    case 'console-api':
      return requestTo('/cli/api/me')
    case 'results':
      return requestTo('/cli/api/power')
    case 'public':
      return requestTo('/u/nothing')
    default:
      return { Records: [] }
  }
}

const requestTo = (rawPath: string, headers: Readonly<Record<string, string>> = {}) => ({
  ...{ version: '2.0', rawPath, rawQueryString: '', headers, body: '{}', isBase64Encoded: false },
  requestContext: { http: { method: 'POST' }, requestId: 'request-1' },
})

/** A value for all that a function needs. */
export const settingsFor = (name: FunctionName): Readonly<Record<string, string>> => {
  const { needs } = FUNCTIONS.find((one) => one.name === name) ?? { needs: [] }
  return Object.fromEntries(
    needs.map((setting) => [setting, setting.endsWith('_URL') ? 'https://queue.example/q' : 'https://bench.example']),
  )
}
