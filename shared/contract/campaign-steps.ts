/** What the mails of a campaign mean, one by one: what they say, and whether it can be read and sent. */
import type { MailContent } from '../domain/campaign/campaign.ts'
import type { Delivery } from '../domain/messaging/delivery.ts'
import type { Problem } from '../kernel/problem.ts'
import type { WrittenMail } from './campaign-mail.ts'
import { type NamedMail, templateContent, type Templates } from './compiled/mails.ts'
import { pathOf } from './problems.ts'
import { unknownName } from './compiled-template.ts'
import { everyPartNames, somePartNames } from '../domain/campaign/mail-words.ts'

export { NO_TEMPLATES, type Templates } from './compiled/mails.ts'

/** Null when a Liquid template can be read, else what is wrong with it and where. The renderer has one. */
export type CheckTemplate = (template: string) => string | null

/** What the words of a campaign are judged by. */
export type Judging = {
  readonly checkTemplate: CheckTemplate
  readonly templates: Templates
  readonly pins: Readonly<Record<string, number>>
  readonly purpose: Delivery['purpose']
  readonly hasCoupons: boolean
  /** Whether each journey is about one thing that its event names. */
  readonly hasKey: boolean
}

/** What a mail says, or the template it names, in the version that was published for this campaign. */
export const namedMail = ({ content, subject }: WrittenMail, pins: Judging['pins']): NamedMail =>
  content.template === null
    ? { own: content }
    : { template: { name: content.template.name, version: pins[content.template.name] ?? null, subject } }

/** What a mail says: the template it names as it was published for this campaign, or its own words. Null where there is no such template. */
export const contentOf = (mail: WrittenMail, { templates, pins }: Pick<Judging, 'templates' | 'pins'>): MailContent | null => {
  const named = namedMail(mail, pins)
  return 'own' in named ? named.own : templateContent(named.template, templates)
}

/** Everything that is wrong with the mail that stands at `at` in the file. */
export const mailProblems = (at: string, said: WrittenMail, judging: Judging): readonly Problem[] => {
  const content = contentOf(said, judging)
  const { template, written } = said.content
  if (content === null) return [{ path: pathOf(at, 'template'), ...unknownName(template?.name ?? '', judging.templates.names) }]
  const texts = [...written.values()].flatMap(({ subject, text }) => [
    ...templateProblems(pathOf(at, 'subject'), subject, judging.checkTemplate),
    ...templateProblems(pathOf(at, 'text'), text ?? '', judging.checkTemplate),
  ])
  const subject = said.subject === null ? [] : templateProblems(pathOf(at, 'subject'), said.subject, judging.checkTemplate)
  const path = template === null ? at : pathOf(at, 'template')
  const needed = judging.purpose === 'confirmation' ? 'links.confirm' : 'links.unsubscribe'
  // What a campaign says itself gets a foot with the way out.
  const isThere = (template === null && judging.purpose === 'marketing') || everyPartNames(content, needed)
  const noCoupon = !judging.hasCoupons && somePartNames(content, 'coupon')
  return [
    ...texts,
    ...subject,
    ...(isThere ? [] : [{ path, problem: `has no {{ ${needed} }} in one of its parts`, hint: NEEDED_HINT[judging.purpose] }]),
    ...(noCoupon
      ? [{ path, problem: 'hands out a coupon, and the campaign has none', hint: 'Name the pool of codes: "couponPool": "…".' }]
      : []),
  ]
}

const NEEDED_HINT: Readonly<Record<Delivery['purpose'], string>> = {
  marketing:
    'Everybody can leave from every mail: link to {{ links.unsubscribe }} in the body and in the text, in each language, outside of any condition.',
  confirmation:
    'The mail asks people to confirm: link to {{ links.confirm }} in the body and in the text, in each language, outside of any condition.',
}

const templateProblems = (path: string, template: string, checkTemplate: CheckTemplate): readonly Problem[] => {
  const problem = checkTemplate(template)
  if (problem === null) return []
  return [{ path, problem, hint: 'Texts are Liquid templates: Hello {{ customer.traits.firstName | default: "there" }}!' }]
}
