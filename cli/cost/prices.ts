/**
 * What AWS asks, list prices of us-east-1 in dollars, without free allowances but where they never end. Each with where it stands and
 * when it was read there: a bill that is estimated with old prices says so by its dates.
 */
export type Price = {
  readonly dollars: number
  /** For so many units. */
  readonly per: number
  readonly unit: string
  /** The page of the price list, under aws.amazon.com. */
  readonly source: string
  readonly readOn: string
}

const MILLION = 1_000_000

const price = (dollars: number, per: number, unit: string, page: string, readOn = '2026-11'): Price => ({
  ...{ dollars, per, unit, readOn },
  source: `aws.amazon.com/${page}`,
})

export const PRICES = {
  busEvents: price(1, MILLION, 'events of up to 64 kB', 'eventbridge/pricing'),
  busArchive: price(0.1, 1, 'GB archived', 'eventbridge/pricing', '2025'),
  busArchiveStorage: price(0.023, 1, 'GB kept for a month', 'eventbridge/pricing', '2025'),
  schemaDiscovery: price(0.1, MILLION, 'events looked at', 'eventbridge/pricing', '2025'),
  queueRequests: price(0.4, MILLION, 'requests of up to 64 kB', 'sqs/pricing'),
  lambdaRequests: price(0.2, MILLION, 'invocations', 'lambda/pricing'),
  lambdaTime: price(0.0000133334, 1, 'GB-seconds, arm64', 'lambda/pricing'),
  tableWrites: price(0.625, MILLION, 'write units of 1 kB', 'dynamodb/pricing/on-demand'),
  tableReads: price(0.125, MILLION, 'read units of 4 kB', 'dynamodb/pricing/on-demand'),
  tableStorage: price(0.25, 1, 'GB for a month', 'dynamodb/pricing/on-demand', '2025'),
  tableBackups: price(0.2, 1, 'GB for a month (point-in-time recovery)', 'dynamodb/pricing/on-demand', '2025'),
  apiRequests: price(1, MILLION, 'requests of up to 512 kB (HTTP API)', 'api-gateway/pricing', '2025'),
  mails: price(0.1, 1_000, 'mails', 'ses/pricing'),
  alarms: price(0.1, 1, 'alarms for a month', 'cloudwatch/pricing', '2025'),
  dashboards: price(3, 1, 'dashboards for a month', 'cloudwatch/pricing', '2025'),
  metrics: price(0.3, 1, 'metrics of our own for a month', 'cloudwatch/pricing', '2025'),
  logs: price(0.5, 1, 'GB written', 'cloudwatch/pricing', '2025'),
  keys: price(1, 1, 'keys for a month', 'kms/pricing', '2025'),
  keyUses: price(0.03, 10_000, 'uses', 'kms/pricing', '2025'),
} as const satisfies Record<string, Price>

export type PriceName = keyof typeof PRICES

export const dollarsOf = (name: PriceName, quantity: number): number => (quantity / PRICES[name].per) * PRICES[name].dollars
