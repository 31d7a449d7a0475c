/** What somebody allowed and chose: consent by topic, and how often they want mail. */
import type { Consented, Preferred } from '../../api/types.ts'
import type { Formats } from '../formats.ts'
import { counted } from './plural.ts'

/** Words of our own pages; what publishers call theirs is said as they do. */
const SOURCES: Readonly<Record<string, string>> = {
  'one-click': 'the unsubscribe button of their mail program',
  'unsubscribe-page': 'the unsubscribe page',
  'preference-centre': 'the preference centre',
  confirmation: 'the link in the confirmation mail',
  complaint: 'a complaint about a mail',
}

export const consentWords = (format: Formats) => ({
  title: 'What they allow',
  text: 'Consent by topic: on what ground, who told us, and when.',
  none: 'They said nothing about mail so far. The policy decides whether they may be written to.',
  topicColumn: 'Topic',
  statusColumn: 'Consent',
  basisColumn: 'Ground',
  sourceColumn: 'Told by',
  saidColumn: 'When',
  topic: (topic: string) => (topic === '*' ? 'every topic' : `the topic “${topic}”`),
  topicShort: (topic: string) => (topic === '*' ? 'Every topic' : topic),
  status: (status: Consented['status']) => ({ granted: 'Given', pending: 'To be confirmed', withdrawn: 'Withdrawn' })[status],
  basis: (basis: NonNullable<Consented['basis']>) =>
    ({ 'opt-in': 'they opted in', 'double-opt-in': 'they opted in and confirmed it by mail' })[basis],
  source: (source: string) => SOURCES[source] ?? `“${source}”`,
  noSource: 'not told',
  preferencesTitle: 'How they want to be written to',
  frequencyName: 'How often',
  frequency: (frequency: Preferred['frequency']) =>
    ({ all: 'every mail', weekly: 'at most one mail in 7 days', monthly: 'at most one mail in 30 days' })[frequency],
  pauseName: 'Pause',
  noPause: 'none',
  pausedUntil: (at: string) => `no mail until ${format.instant(at)}`,
  zoneName: 'Time zone',
  zoneUnknown: 'unknown: the company’s zone is used',
  localeName: 'Language',
  localeUnknown: 'unknown: the campaign’s first language is used',
  couponsTitle: 'Coupons',
  couponsNone: 'They have no coupon.',
  coupon: 'Code',
  pool: 'Pool',
  couponCampaign: 'Campaign',
  given: 'Given',
  redeemed: 'Redeemed',
  notRedeemed: 'not yet',
  privacyTitle: 'Their data',
  privacyText: 'What one person may ask of you: all that is held of them, or to be forgotten.',
  export: 'Download all that is held',
  exportText: 'A JSON file: traits, events, consent, every fact and every mail with its reason.',
  erase: 'Erase them …',
  eraseText: 'Nothing that names them stays. It cannot be undone.',
  eraseTitle: 'Erase this person for good',
  eraseExplained: [
    'Their traits, events, consent, coupons and mails are taken away, from every id they ever had.',
    'Campaigns they are in end, and mails that have not left are not sent.',
    'Counts and results stay as they are: they hold numbers, and no names.',
    'An address on the suppression list stays there as a digest, so that nobody writes to it again.',
    'This cannot be undone.',
  ],
  eraseAsked: (id: string) => `To go on, type the id: ${id}`,
  eraseDo: 'Erase for good',
  erased: 'Everything about this person was erased.',
  erasedCounts: (facts: number, events: number, messages: number, unsent: number) =>
    `${counted(format, facts, 'fact')}, ${counted(format, events, 'event')} and ${counted(format, messages, 'message')} were taken away; ${counted(format, unsent, 'mail')} had not left and ${unsent === 1 ? 'is' : 'are'} not sent.`,
  tracesLeft: (traces: 'until-closed' | 'in-backups'): string =>
    traces === 'until-closed'
      ? 'Somebody still reads the store: until they close it, its file may hold traces.'
      : 'Backups of the table may hold traces until they run out, at most 35 days from now.',
})
