import { BURST_MS, DELIVERY_UNHEARD_MS, TOO_SOON_MS } from '../../kernel/limits.ts'
import type { EpochMs } from '../../kernel/words.ts'

/** Somebody, or something, followed a link of a mail. */
export type Visit = {
  readonly at: EpochMs
  readonly method: string
  /** What the program says it is (`User-Agent`), or ''. */
  readonly agent: string
  /** Said of a page fetched before anybody asked for it. */
  readonly isPrefetch: boolean
  /** Which of the mail's links it was. */
  readonly link: string
}

/** What is known of the mail when the visit comes. */
export type Journeyed = {
  /** When the mail service took it; null: it was not heard to have left. */
  readonly sentAt: EpochMs | null
  readonly deliveredAt: EpochMs | null
  /** Whether this mail service tells of deliveries at all. */
  readonly hearsOfDelivery: boolean
}

/** Who it was, and if a machine, how we know. */
export type Visitor = 'person' | { readonly machine: MachineReason }
export type MachineReason =
  | { readonly type: 'head' }
  | { readonly type: 'prefetch' }
  | { readonly type: 'agent'; readonly name: string }
  | { readonly type: 'before-delivery' }
  | { readonly type: 'too-soon'; readonly afterMs: number }
  | { readonly type: 'burst'; readonly withinMs: number }

/**
 * Tells a reader from a program that looks into mails on its way or for its owner. `others`: visits of the same mail around it.
 * It errs towards the machine: a click that was somebody's and is not counted costs a number, one that was nobody's misleads.
 */
export const visitorOf = (visit: Visit, mail: Journeyed, others: readonly Visit[]): Visitor => {
  if (visit.method === 'HEAD') return { machine: { type: 'head' } }
  if (visit.isPrefetch) return { machine: { type: 'prefetch' } }
  const name = programOf(visit.agent)
  if (name !== null) return { machine: { type: 'agent', name } }
  const { sentAt, deliveredAt, hearsOfDelivery } = mail
  const isUnheard = sentAt === null || visit.at - sentAt < DELIVERY_UNHEARD_MS
  if (hearsOfDelivery && deliveredAt === null && isUnheard) return { machine: { type: 'before-delivery' } }
  const arrivedAt = deliveredAt ?? sentAt
  if (arrivedAt !== null && visit.at - arrivedAt < TOO_SOON_MS)
    return { machine: { type: 'too-soon', afterMs: Math.max(0, visit.at - arrivedAt) } }
  return isBurst(visit, others) ? { machine: { type: 'burst', withinMs: BURST_MS } } : 'person'
}

/** Another link of the same mail within the same second; the same link twice is a double click. */
const isBurst = (visit: Visit, others: readonly Visit[]): boolean =>
  others.some(({ at, link }) => link !== visit.link && Math.abs(at - visit.at) < BURST_MS)

/** Whether a request says that it fetches ahead, for a preview or for later. */
export const isPrefetch = (headers: Readonly<Record<string, string | undefined>>): boolean =>
  PREFETCH_HEADERS.some((name) => /prefetch|preview|prerender/i.test(headers[name] ?? ''))

/** `Sec-Purpose`: fetch.spec.whatwg.org, html.spec.whatwg.org (speculative loading). The others are what older browsers sent. */
const PREFETCH_HEADERS = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'] as const

/** The program behind a `User-Agent`, where it is one that no person reads with; none at all is no browser. */
const programOf = (agent: string): string | null => {
  if (agent.trim() === '') return 'none'
  const text = agent.toLowerCase()
  return PROGRAMS.find((name) => text.includes(name)) ?? null
}

/** In small letters, as they stand in `User-Agent`. Those of mail gateways mostly say they are a browser: time and number give them away. */
const PROGRAMS: readonly string[] = [
  // Mail gateways: campus.barracuda.com (Link Protection), help.proofpoint.com (URL Defense), community.mimecast.com (URL Protect),
  // learn.microsoft.com/defender-office-365 (Safe Links; its preview calls itself SkypeUriPreview or BingPreview)
  ...['barracuda', 'proofpoint', 'mimecast', 'safelinks', 'skypeuripreview', 'bingpreview', 'google-safety', 'googleimageproxy'],
  ...['yahoomailproxy', 'symantec', 'trendmicro', 'fortiguard', 'cloudmark', 'ironport'],
  // Previews of links: api.slack.com/robots, developers.facebook.com/docs/sharing/webmasters/web-crawlers,
  // developer.x.com (Cards), telegram.org, discord.com, faq.whatsapp.com
  ...['slackbot', 'facebookexternalhit', 'facebot', 'twitterbot', 'whatsapp', 'telegrambot', 'discordbot', 'linkedinbot', 'pinterestbot'],
  // Search: developers.google.com/search/docs/crawling-indexing, bing.com/webmasters/help
  ...[
    'googlebot',
    'adsbot-google',
    'google-inspectiontool',
    'googleother',
    'bingbot',
    'applebot',
    'yandexbot',
    'duckduckbot',
    'baiduspider',
    'petalbot',
  ],
  // Programs that fetch
  ...['curl/', 'wget/', 'python-requests', 'python-urllib', 'aiohttp', 'go-http-client', 'okhttp', 'java/', 'libwww-perl', 'node-fetch'],
  ...['axios/', 'headlesschrome', 'phantomjs', 'scrapy', 'crawler', 'spider'],
]
