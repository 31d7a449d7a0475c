/** The lines that publish to this server, for each client people already have. Each brings a customer of its own, so one sees which arrived. */
import type { Connect } from '../../../shared/contract/api.ts'

export type Client = {
  readonly id: string
  readonly name: string
  /** Null where nothing has to be installed. */
  readonly install: string | null
  readonly publish: string
  readonly note: 'none' | 'browser' | 'aws'
}

export const clientsOf = (connect: Connect): readonly Client[] => [
  { id: 'curl', name: 'curl', install: null, publish: curl(connect), note: 'none' },
  {
    id: 'segment-node',
    name: 'Segment for Node',
    install: 'npm install @segment/analytics-node',
    publish: segmentNode(connect),
    note: 'none',
  },
  {
    id: 'segment-web',
    name: 'Segment for browsers',
    install: 'npm install @segment/analytics-next',
    publish: segmentWeb(connect),
    note: 'browser',
  },
  {
    id: 'segment-python',
    name: 'Segment for Python',
    install: 'pip install segment-analytics-python',
    publish: segmentPython(connect),
    note: 'none',
  },
  { id: 'aws-sdk', name: 'AWS SDK', install: 'npm install @aws-sdk/client-eventbridge', publish: awsSdk(connect), note: 'aws' },
  { id: 'aws-cli', name: 'AWS CLI', install: null, publish: awsCli(connect), note: 'aws' },
  { id: 'cloudevents', name: 'CloudEvents', install: null, publish: cloudEvents(connect), note: 'none' },
]

/** Clients ask for a key even where the server does not. What stands in the place of one that only its maker knows is no key of anybody. */
const keyOf = ({ writeKey, needsKey }: Connect): string => writeKey ?? (needsKey ? 'YOUR_WRITE_KEY' : 'any')

const traitsOf = (who: string) => ({ firstName: 'Ann', email: `${who}@example.com` })
const ORDER = { revenue: 49.9, currency: 'USD' }

const curl = (connect: Connect): string => {
  const who = 'ann-curl'
  return [
    posted(connect, 'identify', { userId: who, traits: traitsOf(who) }),
    posted(connect, 'track', { userId: who, event: 'Order Completed', properties: ORDER }),
  ].join('\n\n')
}

const posted = (connect: Connect, call: string, body: object): string =>
  [
    `curl ${connect.origin}/v1/${call} \\`,
    ...keyLine(connect),
    "  -H 'content-type: application/json' \\",
    `  -d ${shell(JSON.stringify(body, null, 2))}`,
  ].join('\n')

const keyLine = (connect: Connect): readonly string[] =>
  connect.writeKey === null && !connect.needsKey ? [] : [`  -u ${shell(`${keyOf(connect)}:`)} \\`]

const segmentNode = (connect: Connect): string => `import { Analytics } from '@segment/analytics-node'

const analytics = new Analytics({ writeKey: ${quoted(keyOf(connect))}, host: ${quoted(connect.origin)} })

analytics.identify({ userId: 'ann-node', traits: { firstName: 'Ann', email: 'ann-node@example.com' } })
analytics.track({ userId: 'ann-node', event: 'Order Completed', properties: { revenue: 49.9, currency: 'USD' } })
await analytics.closeAndFlush()`

const segmentWeb = (connect: Connect): string => {
  const { host, protocol } = new URL(connect.origin)
  return `import { AnalyticsBrowser } from '@segment/analytics-next'

const analytics = AnalyticsBrowser.load({
  writeKey: ${quoted(keyOf(connect))},
  cdnSettings: { integrations: { 'Segment.io': { apiHost: ${quoted(`${host}/v1`)}, protocol: ${quoted(protocol.replace(':', ''))} } } },
})

await analytics.identify('ann-browser', { firstName: 'Ann', email: 'ann-browser@example.com' })
await analytics.track('Order Completed', { revenue: 49.9, currency: 'USD' })`
}

const segmentPython = (connect: Connect): string => `import segment.analytics as analytics

analytics.write_key = ${quoted(keyOf(connect))}
analytics.host = ${quoted(connect.origin)}

analytics.identify('ann-python', {'firstName': 'Ann', 'email': 'ann-python@example.com'})
analytics.track('ann-python', 'Order Completed', {'revenue': 49.9, 'currency': 'USD'})
analytics.shutdown()`

const awsSdk = (connect: Connect): string => `import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'

const bus = new EventBridgeClient({
${busLines(connect)}
})

const publish = (detail) =>
  bus.send(new PutEventsCommand({
    Entries: [{
      EventBusName: ${quoted(connect.bus.name)},
      Source: 'com.example.shop',
      DetailType: 'lifecycle',
      Detail: JSON.stringify({ messageId: crypto.randomUUID(), ...detail }),
    }],
  }))

await publish({ type: 'identify', userId: 'ann-aws', traits: { firstName: 'Ann', email: 'ann-aws@example.com' } })
await publish({ type: 'track', userId: 'ann-aws', event: 'Order Completed', properties: { revenue: 49.9, currency: 'USD' } })`

/** Where the bus is that of AWS, its client finds address and credentials by itself. */
const busLines = (connect: Connect): string => {
  const { endpoint, region } = connect.bus
  const there = `  region: ${quoted(region)},`
  if (endpoint === null) return there
  const key = `  credentials: { accessKeyId: ${quoted(keyOf(connect))}, secretAccessKey: 'any' },`
  return [`  endpoint: ${quoted(endpoint)},`, there, key].join('\n')
}

const awsCli = (connect: Connect): string => {
  const who = 'ann-cli'
  const events = [
    { type: 'identify', messageId: `${who}-1`, userId: who, traits: traitsOf(who) },
    { type: 'track', messageId: `${who}-2`, userId: who, event: 'Order Completed', properties: ORDER },
  ]
  const entry = {
    EventBusName: connect.bus.name,
    Source: 'com.example.shop',
    DetailType: 'lifecycle',
    Detail: JSON.stringify({ events }),
  }
  const { endpoint, region } = connect.bus
  const command =
    endpoint === null
      ? [`aws events put-events --region ${region} \\`]
      : [
          `AWS_ACCESS_KEY_ID=${shell(keyOf(connect))} AWS_SECRET_ACCESS_KEY=any \\`,
          `aws events put-events --endpoint-url ${endpoint} --region ${region} \\`,
        ]
  return [...command, `  --entries ${shell(JSON.stringify([entry], null, 2))}`].join('\n')
}

const cloudEvents = (connect: Connect): string => {
  const who = 'ann-cloudevents'
  const event = {
    specversion: '1.0',
    id: `${who}-1`,
    source: '/shop',
    type: 'Order Completed',
    subject: who,
    data: ORDER,
  }
  return [
    `curl ${connect.origin}/v1/events \\`,
    ...keyLine(connect),
    "  -H 'content-type: application/cloudevents+json' \\",
    `  -d ${shell(JSON.stringify(event, null, 2))}`,
  ].join('\n')
}

/** One word of a shell, whatever stands in it. */
const shell = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/** One string of JavaScript and of Python. */
const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`
