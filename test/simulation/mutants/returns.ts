/** What is made of what comes back, and of a mail service that does not take mail, gone wrong on purpose. */
import type { Mutant } from './mutant.ts'

const REPORT = 'shared/domain/customer/on-report.ts'

export const RETURN_MUTANTS: readonly Mutant[] = [
  {
    invariant: 'I1',
    mistake: 'a claim whose lease is over is handed out anew',
    file: 'shared/flow/relay.ts',
    original: "return status.name === 'claimed' ? { type: 'unknown' } :",
    mutated: "return status.name === 'claimed' ? { type: 'never-left' } :",
  },
  {
    invariant: 'I4',
    mistake: 'what the service did not take is not owed again',
    file: 'shared/flow/hand-over.ts',
    original: "    case 'throttled':\n    case 'not-sent':\n      return { type: 'never-left' }",
    mutated: "    case 'throttled':\n    case 'not-sent':\n      return { type: 'gave-up' }",
  },
  {
    invariant: 'I5',
    mistake: 'a throttled mail counts as sent',
    file: 'shared/flow/hand-over.ts',
    original: "    case 'throttled':\n    case 'not-sent':\n      return { type: 'never-left' }",
    mutated: "    case 'throttled':\n    case 'not-sent':\n      return { type: 'sent' }",
  },
  {
    invariant: 'I4',
    mistake: 'what the pace does not allow is dropped from the queue, and nobody passes it on again',
    file: 'shared/flow/relay.ts',
    original:
      "await engine.queue.put([...messages.filter((message) => message.status.name === 'owed').map((message) => message.id), ...owedAgain])",
    mutated: 'await engine.queue.put([])',
  },
  {
    invariant: 'I29',
    mistake: 'a hard bounce suppresses nobody',
    file: REPORT,
    original: "if (outcome.kind === 'permanent') return outcome.addresses",
    mutated: "if (outcome.kind === 'permanent') return outcome.addresses.slice(9)",
  },
  {
    invariant: 'I29',
    mistake: 'a complaint suppresses nobody',
    file: REPORT,
    original: "return outcome.addresses.map((address) => ({ address, because: 'complaint' }))",
    mutated: 'return []',
  },
  {
    invariant: 'I29',
    mistake: '4.4.7 is what SES calls it',
    file: 'shared/contract/mail-event.ts',
    original: "bounceType === 'Permanent' || (!isMailsFault && bouncedRecipients.some(isExpired))",
    mutated: "bounceType === 'Permanent'",
  },
  {
    invariant: 'I29',
    mistake: 'a mail that arrives does not end the count of soft bounces',
    file: REPORT,
    original: 'if (to !== null && draft.state.softBounces !== null)',
    mutated: "if (to === ('never' as string) && draft.state.softBounces !== null)",
  },
  {
    invariant: 'I29',
    mistake: 'a mail that is too large counts against its reader',
    file: 'shared/contract/mail-event.ts',
    original: 'addresses: isMailsFault ? [] : concerned(',
    mutated: 'addresses: concerned(',
  },
  {
    invariant: 'I37',
    mistake: 'what is told twice is heard twice',
    file: 'shared/domain/messaging/news.ts',
    original: "if (heard.some((other) => isSame(news, other))) return 'again'",
    mutated: '',
  },
  {
    invariant: 'I5',
    mistake: 'what comes back overtakes nothing: a report about a mail that is only claimed is thrown away',
    file: REPORT,
    original: "['owed', 'deferred', 'claimed', 'unknown']",
    mutated: "['owed']",
  },
]
