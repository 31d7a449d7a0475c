/** Hears of every mail at the instant it is taken, and sends on what comes back about it. */
import type { Hash } from 'node:crypto'
import { digestOf } from '../../../shared/kernel/digest.ts'
import type { EpochMs } from '../../../shared/kernel/words.ts'
import type { Mail } from '../../../shared/ports/mailer.ts'
import type { Auditor } from '../auditor/auditor.ts'
import type { Postmark, Returned, What } from '../engine/mail-service.ts'
import type { Happening, Publisher } from './people.ts'

export type Post = {
  readonly now: () => EpochMs
  readonly topicOf: (mail: Mail) => string
  readonly come: (one: Returned, acceptedAt: EpochMs, comesAt: EpochMs) => void
}

export const postmarkOf = (auditor: Auditor, publisher: Publisher, history: Hash, { now, topicOf, come }: Post): Postmark => {
  const takenAt = new Map<string, EpochMs>()
  const told = new Map<string, Happening | null>()
  return {
    accepted: (mail) => {
      history.update(`accepted ${mail.id}\n`)
      takenAt.set(mail.id, now())
      auditor.accepted(mail, now())
    },
    returned: (mail, what, at, comesAt) => {
      const key = `${mail.id} ${what} ${at}`
      const isFirst = !told.has(key)
      const happening = told.get(key) ?? toldOf(publisher, mail, topicOf(mail), what, at)
      told.set(key, happening)
      const isProgram = (what === 'Open' || what === 'Click') && (at + mail.id.charCodeAt(0)) % 4 === 0
      const one: Returned = { id: mail.id, what, at, address: mail.to, isProgram, told: happening }
      auditor.returned(one)
      // Whether somebody read it is for the flow to say; all else surely is an event.
      if (happening !== null && isFirst && what !== 'Open' && what !== 'Click') auditor.published(happening)
      come(one, takenAt.get(mail.id) ?? at, comesAt)
    },
  }
}

/** What Rekindle itself makes of it. */
const toldOf = (publisher: Publisher, { id, customerId, campaign }: Mail, topic: string, what: What, at: EpochMs): Happening | null => {
  switch (what) {
    case 'Complaint':
      return publisher.report(customerId, `complaint:${id}`, 'Unsubscribed', at, { because: 'complaint', message: id })
    case 'Leave':
    case 'LeaveAll': {
      const about = what === 'Leave' ? { topic } : {}
      return publisher.report(customerId, `ses:unsubscribe:${id}:${at}`, 'Unsubscribed', at, {
        ...about,
        because: 'mail-service',
        message: id,
      })
    }
    case 'Open':
      return publisher.report(customerId, `ses:open:${id}:${at}`, 'Email Opened', at, { campaign })
    case 'Click': {
      const link = digestOf('link', 'https://shop.example/sale?for=you')
      return publisher.report(customerId, `ses:click:${id}:${at}:${link}`, 'Email Link Clicked', at, { campaign })
    }
    default:
      return null
  }
}
