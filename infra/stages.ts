/** The stages there are: edit these two, or add one beside them. Nothing has a default where a default could hurt. */
import type { Stage } from './stage.ts'

/** What customers get mail from. Replace `example.com` and the addresses; docs/deploy.md walks through every line. */
const prod: Stage = {
  name: 'prod',
  account: null,
  region: null,
  mail: {
    domain: 'news.example.com',
    mailFrom: 'bounce.news.example.com',
    identity: 'made-here',
    sender: null,
    sandboxRecipients: [],
    tracks: ['opens', 'clicks'],
  },
  data: { encryption: 'aws-owned-key', recoveryDays: 35 },
  bus: { archiveDays: 90, discoversSchemas: false, publisherAccounts: [] },
  events: { corsOrigins: [], requestsPerSecond: 200, burst: 400, domain: null },
  links: { requestsPerSecond: 200, burst: 400, domain: null },
  console: { domain: null, secondFactor: 'optional', accessLogDays: 90 },
  watch: { alarmsTo: 'alarms@example.com' },
  logDays: 30,
  isTraced: false,
  atOnce: { intake: 4, tick: 2, send: 2, report: 2, sweep: 2, hook: 2 },
  reserves: 'nothing',
}

/** A place to try things: the same system, smaller, whose mail goes to the addresses named here while SES keeps it in its sandbox. */
const dev: Stage = {
  ...prod,
  name: 'dev',
  mail: {
    domain: 'dev.news.example.com',
    mailFrom: 'bounce.dev.news.example.com',
    identity: 'made-here',
    sender: null,
    sandboxRecipients: ['you@example.com'],
    tracks: ['opens', 'clicks'],
  },
  data: { encryption: 'aws-owned-key', recoveryDays: 7 },
  bus: { archiveDays: 7, discoversSchemas: true, publisherAccounts: [] },
  events: { corsOrigins: ['http://localhost:3000'], requestsPerSecond: 20, burst: 40, domain: null },
  links: { requestsPerSecond: 20, burst: 40, domain: null },
  console: { domain: null, secondFactor: 'optional', accessLogDays: 7 },
  logDays: 7,
  isTraced: true,
  atOnce: { intake: 2, tick: 2, send: 2, report: 2, sweep: 2, hook: 2 },
}

export const STAGES: readonly Stage[] = [prod, dev]
