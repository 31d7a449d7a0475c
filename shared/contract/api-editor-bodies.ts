/** The door for what the editor of campaigns asks: a part of api-bodies.ts. */
import * as z from 'zod'
import { API_BYTES_MAX, ID_LENGTH_MAX, NOTE_LENGTH_MAX } from '../kernel/limits.ts'
import { LOCALE_LENGTH_MAX } from '../kernel/limits-editor.ts'
import { parseIso } from '../kernel/time.ts'
import { strict, text } from './fields.ts'

const TEXT_HINT = 'Send { "text": … }: the file as it is written, JSON with comments.'
const DRAFT_HINT = 'Send { "text": …, "basedOn": a version or null, "seen": the "at" of the draft you have seen, or null }.'
const MAILS_HINT = 'Send { "text": … }, and where they matter "customer" (an id) and "locale" ("en").'
const PUBLISH_HINT = 'Send { "text": …, "expects": the version you have seen or null }, and "note" where there is something to say.'
const SIMULATE_HINT = 'Send { "text": … }, and where they matter "from" and "to" as ISO 8601.'

/** Empty, too: somebody begins. */
const written = (hint: string) =>
  z
    .string({ error: hint })
    .max(API_BYTES_MAX, { error: hint, abort: true })
    .refine((given) => given.isWellFormed(), { error: hint, params: { problem: 'has half of a character' } })
const version = (hint: string) => z.int({ error: hint }).min(1, { error: hint }).nullable()
const name = (hint: string) => text(ID_LENGTH_MAX, hint).exactOptional()
const instant = (hint: string) => text(ID_LENGTH_MAX, hint).refine((at) => parseIso(at) !== null, { error: hint })

export const editorAsked = {
  text: strict({ text: written(TEXT_HINT), name: name(TEXT_HINT) }, TEXT_HINT),
  draft: strict({ text: written(DRAFT_HINT), basedOn: version(DRAFT_HINT), seen: instant(DRAFT_HINT).nullable() }, DRAFT_HINT),
  mails: strict(
    {
      text: written(MAILS_HINT),
      customer: text(ID_LENGTH_MAX, MAILS_HINT).exactOptional(),
      locale: text(LOCALE_LENGTH_MAX, MAILS_HINT).exactOptional(),
    },
    MAILS_HINT,
  ),
  publish: strict(
    {
      text: written(PUBLISH_HINT),
      name: name(PUBLISH_HINT),
      note: text(NOTE_LENGTH_MAX, PUBLISH_HINT).exactOptional(),
      expects: version(PUBLISH_HINT),
    },
    PUBLISH_HINT,
  ),
  simulate: strict(
    {
      text: written(SIMULATE_HINT),
      from: instant(SIMULATE_HINT).exactOptional(),
      to: instant(SIMULATE_HINT).exactOptional(),
    },
    SIMULATE_HINT,
  ),
} as const
