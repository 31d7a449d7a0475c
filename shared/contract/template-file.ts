/** The shape of `template.json` and `brand.json`, as marketers write them. */
import * as z from 'zod'
import { isJsonObject, type JsonObject } from '../kernel/json.ts'
import { SUBJECT_LENGTH_MAX, TITLE_LENGTH_MAX, WORD_LENGTH_MAX } from '../kernel/limits.ts'
import { refuse, strict, text } from './fields.ts'
import { shown } from './problems.ts'

export type TemplateFile = z.output<typeof templateFile>
export type LocalePart = TemplateFile['locales'][string]
export type Brand = z.output<typeof brandFile>

const SCHEMA_HINT = 'Leave it out, or write where the JSON Schema is.'
const LOCALE_HINT = 'Write the tag of a language: "en", "zh", "pt-BR".'
const LOCALES_HINT = 'Write what the mail says by language: { "en": { "subject": "…", "words": { … } }, "zh": { … } }.'
const WORDS_HINT = 'Write { "title": "Welcome", "button": "Look around" }: the body has them as {{ words.title }}.'
const FILE_HINT = 'Name a file in the folder of this template, such as "body.mjml" or "text.zh.txt".'
const SAMPLE_HINT =
  'Write { "customer": { "id": "c-1", "traits": { "firstName": "Ann" } }, "coupon": null }: the check renders the mail for them.'
const WEB_HINT = 'Write an address that begins with https://.'
const COLOUR_HINT = 'Write a colour as #rrggbb, such as "#1f4fd8".'

const fileName = text(TITLE_LENGTH_MAX, FILE_HINT).refine((name) => /^[\w][\w.-]*\.(mjml|txt)$/.test(name), {
  error: FILE_HINT,
  params: { problem: 'is not the name of a .mjml or .txt file in this folder' },
})

const word = z.string({ error: WORDS_HINT }).max(WORD_LENGTH_MAX, { error: WORDS_HINT, abort: true })
const words = z.record(z.string(), word, { error: WORDS_HINT })

const localePart = strict(
  {
    subject: text(SUBJECT_LENGTH_MAX, 'Write what stands in the list of mails.'),
    preheader: text(SUBJECT_LENGTH_MAX, 'Write what mail programs show beside the subject, or leave it out.').nullish(),
    body: fileName.optional(),
    text: fileName.optional(),
    words: words.default({}),
  },
  LOCALES_HINT,
)

const document = z
  .unknown()
  .transform(
    (json, { issues }): JsonObject => (isJsonObject(json) ? json : refuse(issues, '', `is ${shown(json)}, and no customer`, SAMPLE_HINT)),
  )

export const templateFile = strict(
  {
    $schema: z.string({ error: SCHEMA_HINT }).optional(),
    defaultLocale: text(TITLE_LENGTH_MAX, LOCALE_HINT),
    body: fileName.optional(),
    locales: z.record(z.string(), localePart, { error: LOCALES_HINT }),
    sample: strict({ customer: document, coupon: text(TITLE_LENGTH_MAX, SAMPLE_HINT).nullish() }, SAMPLE_HINT),
  },
  'A template is one JSON object: { "defaultLocale": "en", "body": "body.mjml", "locales": { … }, "sample": { … } }.',
)

const web = text(WORD_LENGTH_MAX, WEB_HINT).refine((url) => /^https?:\/\/[^/\s]/.test(url) && URL.canParse(url), {
  error: WEB_HINT,
  params: { problem: 'is no address of the web' },
})
const colour = z.string({ error: COLOUR_HINT }).regex(/^#[0-9a-fA-F]{6}$/, { error: COLOUR_HINT })
const line = (hint: string) => text(TITLE_LENGTH_MAX, hint)

const BRAND_LOCALES_HINT = 'Write { "zh": { "company": "…", "words": { … } } }.'
const own = {
  company: line('Write the name of the company that writes.').optional(),
  address: line('Write the postal address: the law of many countries wants it in each mail.').optional(),
  logo: line('Write the name as it stands at the top of each mail.').optional(),
}

export const brandFile = strict(
  {
    $schema: z.string({ error: SCHEMA_HINT }).optional(),
    company: line('Write the name of the company that writes.'),
    address: line('Write the postal address: the law of many countries wants it in each mail.'),
    logo: line('Write the name as it stands at the top of each mail.'),
    logoUrl: web.optional(),
    website: web,
    support: line('Write the address people may write to, such as "help@shop.example".'),
    colours: z.record(z.string(), colour, { error: 'Write { "accent": "#1f4fd8", "onAccent": "#ffffff", … }.' }),
    links: z.record(z.string(), web, { error: 'Write { "privacy": "https://shop.example/privacy" }.' }).default({}),
    /** What differs in a language, and the words all templates share in it. */
    locales: z
      .record(z.string(), strict({ ...own, words: words.default({}) }, BRAND_LOCALES_HINT), { error: BRAND_LOCALES_HINT })
      .default({}),
  },
  'A brand is one JSON object: { "company": "…", "address": "…", "colours": { … }, "locales": { … } }.',
)
