/** Delivery: switches, what came back, budget, suppressed addresses and coupons. */
import type { SendingPage, SwitchView } from '../../../shared/contract/api-sending.ts'
import type { StopReason, SuppressionReason } from '../../api/types.ts'
import type { Formats } from '../formats.ts'
import { messageWords, stopWords } from './messages.ts'
import { counted, newsText } from './plural.ts'

export const deliveryWords = (format: Formats) => ({
  title: 'Delivery',
  text: 'Whether mail leaves, what came back, and who may not be written to.',
  sendingTitle: 'Sending',
  on: 'Sending is on',
  onText: 'Mail leaves when its moment has come.',
  off: 'All sending is stopped',
  stopped: ({ at, by, because }: NonNullable<SwitchView['stopped']>): string =>
    `Since ${format.instant(at)}, by ${by === 'breaker' ? 'a breaker' : 'a person'}: ${stopWords(format, because)}. Mail that comes due is refused, and says so.`,
  turn: (isOn: boolean, campaign: string | null) => ({
    button: isOn ? (campaign === null ? 'Stop all sending' : 'Stop') : 'Let it go on',
    title: isOn
      ? `Stop ${campaign === null ? 'all sending' : `“${campaign}”`}`
      : `Let ${campaign === null ? 'sending' : `“${campaign}”`} go on`,
    text: isOn
      ? 'Nothing more leaves. Mail that comes due meanwhile is refused, is not sent later, and says why.'
      : 'Mail that comes due from now on leaves again. What was refused meanwhile is not sent. Of what came back, only what comes later counts for the breaker.',
    example: isOn ? 'A wrong price in the offer' : 'The list was cleaned',
  }),
  why: 'Why? It is kept with the change.',
  undo: 'Undo',
  takenBack: (because: string) => `Taken back: ${because}`,
  reason: (because: StopReason) => stopWords(format, because),
  ratesTitle: 'What came back',
  ratesText: (days: number) =>
    `Of the mail of the last ${days} days. Mailbox providers look at the same numbers, and stop whoever passes them.`,
  rate: (rate: 'complaints' | 'bounces') => ({ complaints: 'Complaints', bounces: 'Bounces for good' })[rate],
  countOf: (count: number, of: number) => `${format.count(count)} on ${counted(format, of, 'mail')}`,
  marks: (warn: string, stop: string) => `Warns at ${warn}, stops at ${stop}.`,
  least: (least: number) => `Fewer than ${least} are no rate yet.`,
  campaignsTitle: 'Campaign by campaign',
  campaignsText: 'A campaign with too many returns is stopped by itself, before all sending is.',
  campaignState: (isStopped: boolean, say: 'ok' | 'warn' | 'stop'): string =>
    isStopped ? 'Stopped' : say === 'ok' ? 'Sends' : 'Sends, near its limit',
  changesTitle: 'Who turned what off or on',
  changesText: 'Each change with its reason, newest first.',
  changesNone: 'Nobody has touched a switch so far, and no breaker either.',
  when: 'When',
  what: 'What',
  change: 'Change',
  changed: (on: boolean): string => (on ? 'Turned on' : 'Stopped'),
  by: 'By',
  who: (by: 'breaker' | 'person'): string => (by === 'breaker' ? 'a breaker' : 'a person'),
  whyColumn: 'Why',
  everything: 'All campaigns',
  budgetTitle: 'Today',
  budgetText: (zone: string) => `The day of the budget is that of ${zone}.`,
  noBudget: 'The policy sets no limit to the mails of a day.',
  spent: (spent: number, perDay: number | null) =>
    perDay === null ? counted(format, spent, 'mail') : `${format.count(spent)} of ${counted(format, perDay, 'mail')}`,
  paceTitle: 'Pace',
  noHold: 'The mail service takes what it is given.',
  hold: ({ until, because, mails, isNow }: NonNullable<SendingPage['hold']>): string =>
    isNow
      ? `The mail service asked us to wait until ${format.instant(until)}: ${because}. ${counted(format, mails, 'mail')} came back and ${mails === 1 ? 'waits' : 'wait'}.`
      : `It last asked us to wait until ${format.instant(until)}: ${because}. ${counted(format, mails, 'mail')} waited.`,
})

export const suppressionWords = (format: Formats) => ({
  title: 'Nobody writes to these addresses',
  titled: (count: number) => (count === 1 ? 'Nobody writes to this address' : `Nobody writes to these ${format.count(count)} addresses`),
  text: 'An address that bounced for good or whose reader complained is kept here as a keyed digest, whoever it belongs to. The address itself is not.',
  none: 'The list is empty.',
  news: (count: number, isMore: boolean) => newsText(format, count, isMore, 'address', 'addresses'),
  address: 'Digest',
  because: 'Why',
  since: 'Since',
  customer: 'Whose mail it was',
  nobody: 'no mail',
  mail: 'the mail',
  lift: 'Take off the list',
  liftTitle: 'Take an address off the list',
  liftText: (because: SuppressionReason | null) =>
    `${because === null ? '' : `It is there because: ${messageWords(format).suppression(because).toLowerCase()}. `}From then on it may be written to again. The report it came from does not put it back; a new one does.`,
  liftExample: 'Their mailbox works again, they wrote to us',
  lifted: 'The address is off the list.',
  add: 'Add an address',
  addText: 'Nobody writes to it any more, whichever customer has it. It is kept as a digest.',
  addExample: 'They asked us by telephone',
  addressAsked: 'Mail address',
  added: 'The address is on the list.',
})

export const couponWords = (format: Formats) => ({
  title: 'Coupon pools',
  text: 'Codes that mails give away, each to one customer and once. An empty pool stops the mail, not the campaign.',
  none: 'No campaign gives coupons, and no code came in.',
  noCampaign: 'No live campaign gives from it.',
  givenBy: 'Given by',
  free: (free: number, total: string) => (free === 0 ? `none of ${total} left` : `${format.count(free)} of ${total} left`),
  given: (given: number) => `${format.count(given)} given`,
  redeemed: (redeemed: number) => `${format.count(redeemed)} redeemed`,
  campaignTitle: 'Coupons',
  campaignText: (pool: string) => `Each customer gets one code of the pool “${pool}”, whichever mail asks first.`,
  left: (free: number) => (free === 0 ? 'No code is left: mails that need one are refused.' : `${format.count(free)} codes are left.`),
  variant: 'Variant',
  givenColumn: 'Given',
  redeemedColumn: 'Redeemed',
  rateColumn: 'Share',
  newPool: 'Add codes to a pool',
  addTo: 'Add codes',
  addTitle: (pool: string) => `Add codes to “${pool}”`,
  poolName: 'Name of the pool',
  importLabel: 'Codes you have, one a line',
  import: 'Import them',
  makeTitle: 'Or make new ones',
  count: 'How many',
  prefix: 'They begin with',
  make: 'Make them',
  refused: 'Nothing was taken: some lines are wrong',
  added: (added: number, known: number, pool: string) =>
    `${counted(format, added, 'code')} came into “${pool}”.${known === 0 ? '' : ` ${format.count(known)} ${known === 1 ? 'was' : 'were'} there already.`}`,
})
