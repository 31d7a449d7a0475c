/** What a journey does to people: mails, and what comes nearest to the rest. */
import type { JsonObject } from '../../kernel/json.ts'
import { STEP_BODY_BYTES_MAX, TASK_NOTE_LENGTH_MAX, URL_LENGTH_MAX } from '../../kernel/limits.ts'
import type { Teller } from './finding.ts'
import type { Mails } from './mails.ts'
import type { Activity } from './shapes.ts'

export type Doing = {
  readonly mails: Mails
  /** Who wrote the mails, as they were met. */
  readonly senders: Set<string>
}

const OTHERS = { SMS: 'text messages', PUSH: 'push messages' } as const

/** The verb of a step and what it says. Null, and told: there is none. */
export const actionOf = (activity: Activity, { mails, senders }: Doing, teller: Teller): JsonObject | null => {
  const { EMAIL: email, SMS: sms, PUSH: push, CUSTOM: custom, ContactCenter: call } = activity
  if (email) {
    const here = teller.within('EMAIL')
    if (typeof email.MessageConfig?.FromAddress === 'string') senders.add(email.MessageConfig.FromAddress)
    if (typeof email.TemplateName === 'string' && email.TemplateName !== '') {
      if (/^\d+$/.test(email.TemplateVersion ?? ''))
        here.tell(
          'note',
          'TemplateVersion',
          `names version ${email.TemplateVersion}`,
          'Look whether the template that is written is that one: publishing pins versions of its own.',
        )
      return { send: mails.named(email.TemplateName, here.within('TemplateName')) }
    }
    here.tell('missing', 'TemplateName', 'names no template', 'Write a "send" there.')
    return null
  }
  if (sms || push) {
    const kind = sms ? 'SMS' : 'PUSH'
    const instead = 'It was left out. Ask whoever sends them: { "emit": { "event": "…" } }, or a "webhook".'
    teller.tell('missing', kind, `sends ${OTHERS[kind]}, and mail is the only channel here`, instead)
    return null
  }
  if (custom) return webhookFrom(custom.DeliveryUri, custom.MessageConfig?.Data ?? null, teller.within('CUSTOM'))
  if (call) {
    teller.tell(
      'differs',
      'ContactCenter',
      'had Amazon Connect dial; it is written as a task for a person',
      'Say what is to be done, by when and by whom.',
    )
    const note = activity.Description?.trim().slice(0, TASK_NOTE_LENGTH_MAX)
    return { task: { title: 'Call this customer', ...(note ? { note } : {}) } }
  }
  teller.tell('missing', '', 'is no activity we know', 'It was left out: write the step yourself.')
  return null
}

/** A server of one's own is called by a webhook; a Lambda function by an event it listens for. */
export const webhookFrom = (uri: string | null | undefined, data: string | null, teller: Teller): JsonObject | null => {
  const url = (uri ?? '').trim()
  if (!isCallable(url)) {
    const instead = 'It was left out. Write { "emit": { "event": "…" } }, and let a rule of EventBridge call the function.'
    teller.tell(
      'missing',
      'DeliveryUri',
      url === '' ? 'names nobody to call' : `calls ${url.slice(0, 120)}, which is no https address`,
      instead,
    )
    return null
  }
  teller.tell(
    'differs',
    '',
    `calls ${url.slice(0, 120)} with a body of ours, signed, once for each customer`,
    'Change the receiver (docs/campaign-files.md), and name what it is told of the customer in "include".',
  )
  if (data === null || data === '') return { webhook: { url } }
  if (data.length * 6 <= STEP_BODY_BYTES_MAX) return { webhook: { url, body: { data } } }
  teller.tell('missing', 'MessageConfig.Data', 'is longer than the body of a webhook may be', 'Keep it where the receiver finds it.')
  return { webhook: { url } }
}

const isCallable = (url: string): boolean => {
  const parsed = url.length <= URL_LENGTH_MAX && URL.canParse(url) ? new URL(url) : null
  return parsed?.protocol === 'https:' && parsed.username === '' && parsed.password === ''
}
