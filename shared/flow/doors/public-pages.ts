/** The public pages, each from what stands to an answer. */
import type { Frequency } from '../../domain/messaging/preferences.ts'
import { FREQUENCIES } from '../../domain/messaging/preferences.ts'
import { isoOf } from '../../kernel/time.ts'
import type { EpochMs } from '../../kernel/words.ts'
import type { DoorAnswer } from './door.ts'
import { type Html, html, page } from './public-html.ts'
import { chosenOf, type Subject, titleOf, topicsOf } from './public-subject.ts'
import { type Language, languageFor, type PublicWords, WORDS } from './public-words.ts'
import { zoneOptions } from './public-zones.ts'

/** What can be taken back: what was withdrawn at an instant, topic by topic. */
export type Undo = { readonly at: EpochMs; readonly topics: readonly string[] }

/** What the preference centre's form says; `null`: no choice. */
export type Chosen = {
  readonly on: readonly string[]
  readonly frequency: Frequency
  readonly pausedUntil: EpochMs | null
  readonly locale: string | null
  readonly zone: string | null
}

/** Whatever is wrong with a link: one page, for everybody, with another way out. 404, for nothing is there, and no cause is given. */
export const refusedPage = (acceptLanguage: string | undefined): DoorAnswer => {
  const language = languageFor(null, acceptLanguage)
  const words = WORDS[language]
  return page(404, language, words.refused, html`<h1>${words.refused}</h1><p>${words.refusedHint}</p>`)
}

/** What was posted is nothing a page of ours or a mail provider posts. */
export const notUnderstoodPage = (
  status: number,
  acceptLanguage: string | undefined,
  headers?: Readonly<Record<string, string>>,
): DoorAnswer => {
  const language = languageFor(null, acceptLanguage)
  const words = WORDS[language]
  return page(status, language, words.notUnderstood, html`<h1>${words.notUnderstood}</h1><p>${words.notUnderstoodHint}</p>`, headers)
}

/** Storing failed, and may not the next time. */
export const awayPage = (acceptLanguage: string | undefined): DoorAnswer => {
  const language = languageFor(null, acceptLanguage)
  const words = WORDS[language]
  return page(503, language, words.away, html`<h1>${words.away}</h1><p>${words.awayHint}</p>`, { 'retry-after': '1' })
}

/** Pages of one reader, in one language. */
export const pagesOf = (subject: Subject, language: Language) => {
  const parts = partsOf(subject, language)
  return { ...leavingPages(parts), ...confirmingPages(parts), ...choosingPages(parts) }
}

type Parts = ReturnType<typeof partsOf>

/** What pages are made of. */
const partsOf = (subject: Subject, language: Language) => {
  const words = WORDS[language]
  const form = (fields: Html, button: string, isMain: boolean): Html =>
    html`<form method="post" action="${subject.path}">${fields}<button class="${isMain ? 'main' : 'other'}" type="submit">${button}</button></form>`
  return {
    subject,
    words,
    form,
    topic: titleOf(subject, subject.link.topic),
    day: (at: EpochMs): string => dayIn(at, language, chosenOf(subject).zone),
    answer: (title: string, body: Html): DoorAnswer => page(200, language, title, body),
    choose: html`<p><a href="${subject.preferencesPath}">${words.choose}</a></p>`,
    leaveAll: form(hidden('leave', 'everything'), words.leaveEverything, false),
  }
}

const leavingPages = ({ subject, words, form, topic, day, answer, choose, leaveAll }: Parts) => {
  const undoForm = ({ at, topics }: Undo): Html | null =>
    topics.length === 0 ? null : form(html`${hidden('undo', String(at))}${topics.map((name) => hidden('again', name))}`, words.undo, false)
  const done = (said: string, body: Html): DoorAnswer =>
    answer(words.unsubscribe, html`<h1 role="status">${said}</h1><p class="soft">${words.leftHint}</p>${body}${choose}`)
  return {
    leave: () => {
      const button = form(html`${hidden('List-Unsubscribe', 'One-Click')}${hidden('page', '1')}`, words.unsubscribe, true)
      return answer(words.unsubscribe, html`<h1>${words.leaveTopic(topic)}</h1><p class="soft">${words.leaveHint}</p>${button}${choose}`)
    },
    alreadyLeft: (since: EpochMs) => answer(words.unsubscribe, html`<h1>${words.alreadyLeft(topic, day(since))}</h1>${leaveAll}${choose}`),
    left: (undo: Undo) => done(words.left(topic), html`${undoForm(undo)}${leaveAll}`),
    leftAll: (undo: Undo) => done(words.leftAll, html`${undoForm(undo)}`),
    undone: (topics: readonly string[]) => {
      const said = topics.length === 0 ? words.notUndone : words.undone
      const list = topics.length === 0 ? null : html`<ul>${topics.map((name) => html`<li>${titleOf(subject, name)}</li>`)}</ul>`
      return answer(words.unsubscribe, html`<h1 role="status">${said}</h1>${list}${choose}`)
    },
  }
}

const confirmingPages = ({ words, form, topic, day, answer, choose }: Parts) => ({
  confirm: () => {
    const button = form(hidden('confirm', 'yes'), words.confirm, true)
    return answer(words.confirmTitle, html`<h1>${words.confirmTopic(topic)}</h1><p class="soft">${words.confirmHint}</p>${button}`)
  },
  confirmed: () => answer(words.confirmTitle, html`<h1 role="status">${words.confirmed(topic)}</h1>${choose}`),
  alreadyConfirmed: () => answer(words.confirmTitle, html`<h1>${words.alreadyConfirmed(topic)}</h1>${choose}`),
  leftSince: (since: EpochMs) => answer(words.confirmTitle, html`<h1>${words.leftSince(topic, day(since))}</h1>${choose}`),
})

const choosingPages = ({ subject, words, form, day, answer, leaveAll }: Parts) => ({
  preferences: (said: Html | null) =>
    answer(
      words.preferences,
      html`<h1>${words.preferences}</h1>${said}
<form method="post" action="${subject.path}">${preferenceFields(subject, words, day)}<button class="main" type="submit" name="action" value="save">${words.save}</button></form>
<section><h2>${words.everythingToo}</h2>${leaveAll}</section>`,
    ),
  /** Said above the preference centre: what was changed, and how it is taken back. */
  saved: (changed: readonly (keyof PublicWords['changed'])[], before: Chosen): Html => {
    if (changed.length === 0) return html`<p class="done" role="status">${words.nothingChanged}</p>`
    const names = changed.map((one) => words.changed[one]).join(words.and)
    return html`<p class="done" role="status">${words.saved} ${words.wasSaved(names)}</p>${form(asFields(subject, before), words.undo, false)}`
  },
})

/** A choice as the form would say it: what stands now is what was shown. */
const asFields = (subject: Subject, { on, frequency, pausedUntil, locale, zone }: Chosen): Html =>
  html`${on.map((name) => hidden('topic', name))}${wasOn(subject)}${hidden('frequency', frequency)}${hidden('pause', pauseText(pausedUntil))}${hidden('locale', locale ?? '')}${hidden('zone', zone ?? '')}${hidden('action', 'save')}`

const wasOn = (subject: Subject): readonly Html[] => topicsOf(subject).flatMap(({ name, isOn }) => (isOn ? [hidden('was', name)] : []))

const preferenceFields = (subject: Subject, words: PublicWords, day: (at: EpochMs) => string): Html => {
  const topics = topicsOf(subject)
  const { frequency, pausedUntil, locale, zone } = chosenOf(subject)
  const pauses = [
    { value: 'off', label: words.pauseOff },
    pausedUntil === null
      ? { value: 'on', label: words.pauseOn }
      : { value: isoOf(pausedUntil), label: words.pausedUntil(day(pausedUntil)) },
  ]
  return html`${wasOn(subject)}<fieldset><legend>${words.topics}</legend><p class="soft small">${topics.length === 0 ? words.noTopics : words.topicsHint}</p>
${topics.map(({ name, title, isOn }) => tick('checkbox', 'topic', name, title, isOn))}</fieldset>
<fieldset><legend>${words.frequency}</legend>${FREQUENCIES.map((one) => tick('radio', 'frequency', one, words.frequencies[one], one === frequency))}</fieldset>
<fieldset><legend>${words.pause}</legend>${pauses.map(({ value, label }) => tick('radio', 'pause', value, label, value === pauseText(pausedUntil)))}</fieldset>
<div class="field"><label for="locale">${words.language}</label><select id="locale" name="locale">${languageOptions(subject.languages, locale, words.noLanguage)}</select></div>
<div class="field"><label for="zone">${words.zone}</label><p class="soft small" id="zone-hint">${words.zoneHint}</p><select id="zone" name="zone" aria-describedby="zone-hint">${zoneOptions(zone, words.noZone, words.otherZones)}</select></div>`
}

const pauseText = (until: EpochMs | null): string => (until === null ? 'off' : isoOf(until))

const tick = (type: 'checkbox' | 'radio', name: string, value: string, label: string, isOn: boolean): Html =>
  html`<label class="choice"><input type="${type}" name="${name}" value="${value}"${isOn ? html` checked` : null}><span>${label}</span></label>`

const hidden = (name: string, value: string): Html => html`<input type="hidden" name="${name}" value="${value}">`

/** Each in its own words: whoever looks for theirs can read it. A language they have and we do not write stays theirs. */
const languageOptions = (languages: readonly string[], standing: string | null, none: string): readonly Html[] => {
  const known = standing === null || languages.includes(standing) ? languages : [standing, ...languages]
  return [
    html`<option value=""${standing === null ? html` selected` : null}>${none}</option>`,
    ...known.map((tag) => html`<option value="${tag}"${tag === standing ? html` selected` : null}>${nameOf(tag)}</option>`),
  ]
}

const nameOf = (tag: string): string => {
  try {
    return new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag
  } catch {
    return tag
  }
}

const dayIn = (at: EpochMs, language: Language, zone: string | null): string => {
  const format = (timeZone: string): string =>
    new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', { dateStyle: 'long', timeZone }).format(at)
  try {
    return format(zone ?? 'UTC')
  } catch {
    return format('UTC')
  }
}
