/** What publishing made of a template: HTML with Liquid in it, which needs no MJML any more. */
import * as z from 'zod'
import type { MailContent, Written } from '../domain/campaign/campaign.ts'
import type { JsonObject } from '../kernel/json.ts'
import { HTML_LENGTH_MAX, LINKED_LENGTH_MAX, MAIL_TEXT_LENGTH_MAX, SUBJECT_LENGTH_MAX } from '../kernel/limits.ts'
import type { Parsed, Problem } from '../kernel/problem.ts'
import { nearest } from './did-you-mean.ts'
import { slug, strict, text } from './fields.ts'
import { parseWith, shown } from './problems.ts'

/** A template as it is published: HTML with Liquid in it, which needs no MJML any more. */
export type CompiledTemplate = {
  readonly name: string
  readonly defaultLocale: string
  readonly written: { readonly [locale: string]: Written }
}

/** A published template and which of its versions, as what a mail says. */
export const parseCompiledTemplate = (source: unknown, version: number): Parsed<MailContent> => {
  const shaped = parseWith(compiledTemplate, source)
  if (!shaped.ok) return shaped
  const { name, defaultLocale, written } = shaped.value
  return { ok: true, value: { template: { name, version }, defaultLocale, written: new Map(Object.entries(written)) } }
}

/** The template as a definition holds it. */
export const templateSource = ({ name, defaultLocale, written }: CompiledTemplate): JsonObject => ({
  name,
  defaultLocale,
  written: Object.fromEntries(Object.entries(written).map(([locale, words]) => [locale, wordsOf(words)])),
})

const wordsOf = ({ linked, ...words }: Written): JsonObject => (linked === undefined ? words : { ...words, linked })

/** A name that is not there, and the one that was meant. */
export const unknownName = (name: string, known: readonly string[]): Pick<Problem, 'problem' | 'hint'> => {
  const meant = nearest(name, known)
  const there = known.length === 0 ? 'There is none yet.' : `There are ${known.join(', ')}.`
  return { problem: `is ${shown(name)}, which is not there`, hint: meant === null ? there : `Did you mean ${shown(meant)}?` }
}

const PUBLISHED = 'This was written by publishing.'
const written = strict(
  {
    subject: text(2 * SUBJECT_LENGTH_MAX, PUBLISHED),
    preheader: text(2 * SUBJECT_LENGTH_MAX, PUBLISHED).nullable(),
    html: text(HTML_LENGTH_MAX, PUBLISHED).nullable(),
    text: text(HTML_LENGTH_MAX, PUBLISHED).nullable(),
    linked: text(LINKED_LENGTH_MAX, PUBLISHED).optional(),
  },
  PUBLISHED,
)
const compiledTemplate = strict(
  {
    name: slug(PUBLISHED),
    defaultLocale: text(MAIL_TEXT_LENGTH_MAX, PUBLISHED),
    written: z.record(z.string(), written, { error: PUBLISHED }),
  },
  PUBLISHED,
)
