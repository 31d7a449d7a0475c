/** Everything that goes wrong on purpose. Each seed draws which of these it suffers from, and how badly, so that every mixture comes up. */
import type { Random } from '../../../shared/kernel/random.ts'

/** How likely each is, where it can happen, in a world that suffers from it normally. */
export const FAULTS = {
  // Events on their way in
  'event sent twice': 0.06,
  'event late by hours': 0.04,
  'event late by days': 0.015,
  'event sent again after days': 0.02,
  'event of another year': 0.004,
  'event spoiled': 0.004,
  'publisher ahead by a minute': 0.02,
  'publisher ahead by an hour': 0.004,
  'event at the instant of a wake': 0.01,
  'outcome at the edge of its window': 0.25,
  'withdrawal while a mail is owed': 0.06,
  'withdrawal while a mail is claimed': 0.08,
  'exit while a mail is owed': 0.06,
  'exit while a mail is claimed': 0.06,
  'pause while a mail is owed': 0.03,
  'less mail wished while a mail is owed': 0.03,
  'moved to another zone while a mail is owed': 0.03,
  'other address while a mail is owed': 0.03,
  'wishes while a mail is deferred': 0.05,
  'merged while a mail is owed': 0.02,
  'merged while a mail is claimed': 0.02,
  'merged into each other at once': 0.03,
  'awaited event comes': 0.2,
  'awaited event at the instant of its time-out': 0.06,
  'key comes again': 0.1,
  // The store
  'read fails': 0.003,
  'commit fails': 0.01,
  'commit answer lost': 0.01,
  'wake poisoned': 0.02,
  'address suppressed between load and commit': 0.03,
  'withdrawal between load and commit': 0.02,
  // The stream
  'stream records lost': 0.08,
  'stream records again': 0.08,
  'stream cut short': 0.15,
  'tally from an older place': 0.1,
  'tally fails': 0.03,
  'tally answer lost': 0.03,
  'two tally consumers': 0.1,
  'two senders at once': 0.1,
  // The queue
  'queue loses ids': 0.04,
  'queue gives ids twice': 0.06,
  'queue out of order': 0.3,
  // The mail service
  'mail service down': 0.04,
  'mail answer lost': 0.06,
  'mail answer unknown': 0.06,
  'mail rejected': 0.04,
  'mail throttled': 0.08,
  'mail not sent': 0.05,
  'mail taken after the time-out': 0.03,
  // What comes back
  'mail bounced': 0.25,
  'mail thrown away': 0.03,
  'mail delayed': 0.05,
  'mail called unwanted': 0.12,
  'mail taken out of the spam': 0.04,
  'mail opened': 0.1,
  'link clicked': 0.08,
  'left by the mail service': 0.04,
  'report lost': 0.15,
  'all reports of a mail lost': 0.15,
  'report twice': 0.1,
  'report after days': 0.06,
  // What steps ask others to do
  'call fails': 0.15,
  'call refused': 0.06,
  'call not wanted any more': 0.04,
  'call forbidden': 0.02,
  'call not answered': 0.08,
  'call answered too late': 0.08,
  'call made twice': 0.08,
  'crash after a call': 0.05,
  'crash before a call is put aside': 0.04,
  'carried out again': 0.05,
  'task closed twice': 0.2,
  // Whoever runs the code
  crash: 0.002,
  'crash before a step of a merge': 0.1,
  'crash after a step of a merge': 0.1,
  'crash takes the queue along': 0.3,
  'process restarted': 0.5,
  'frozen for seconds': 0.02,
  'frozen past the lease': 0.002,
  'ticker stopped for days': 0.5,
  'rules a minute old': 0.5,
  'rush at new rules': 0.3,
  'rush to a sale': 0.3,
  'one customer on all machines at once': 0.01,
  'counters rebuilt': 0.3,
  'crash before a claim': 0.02,
  'crash after a claim': 0.03,
  'crash after a hand-over': 0.02,
  'sender frozen past its lease': 0.05,
  'pace grants little': 0.08,
  'stopped by a person': 0.2,
  'breakers looked at': 0.4,
} as const

export type Fault = keyof typeof FAULTS

/** Faults that befall one world, and how often each did. After {@link Luck.heal} nothing goes wrong any more. */
export type Luck = {
  readonly strikes: (fault: Fault) => boolean
  readonly heal: () => void
  /** For details of what struck: how long, how many. */
  readonly random: Random
}

/** Worlds without a fault, with it at its usual rate, and with it four times as often. */
const SEVERITIES = [0, 1, 1, 1, 4] as const

export const luckOf = (random: Random, own: Readonly<Partial<Record<Fault, number>>>, fired: (fault: Fault) => void): Luck => {
  const drawn = Object.fromEntries(Object.keys(FAULTS).map((fault) => [fault, random.pick(SEVERITIES)])) as Record<Fault, number>
  const severities: Readonly<Record<Fault, number>> = { ...drawn, ...own }
  let healed = false
  return {
    random,
    heal: () => {
      healed = true
    },
    strikes: (fault) => {
      if (healed || !random.chance(FAULTS[fault] * severities[fault])) return false
      fired(fault)
      return true
    },
  }
}
