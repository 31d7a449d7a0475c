import { describe, expect, it } from 'vitest'
import { only, readForm } from '../../shared/flow/doors/public-form.ts'
import { readLeave } from '../../shared/flow/doors/public-leave.ts'
import { languageFor } from '../../shared/flow/doors/public-words.ts'
import { PUBLIC_FIELDS_MAX } from '../../shared/kernel/limits.ts'

const FORM = 'application/x-www-form-urlencoded'
const parts = (boundary: string, ...pairs: readonly (readonly [string, string])[]): string =>
  `${pairs.map(([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join('')}--${boundary}--\r\n`
const ONE_CLICK = parts('x', ['List-Unsubscribe', 'One-Click'])
const asked = (type: string | undefined, body: string) => {
  const fields = readForm(type, body)
  return fields === null ? 'unreadable' : (readLeave(fields)?.type ?? null)
}

describe('what is posted to leave', () => {
  it.each([
    { what: 'as a form', type: FORM, body: 'List-Unsubscribe=One-Click', is: 'topic' },
    { what: 'as a form with its charset', type: `${FORM}; charset=UTF-8`, body: 'List-Unsubscribe=One-Click', is: 'topic' },
    { what: 'in capitals of the type', type: 'Application/X-WWW-Form-Urlencoded', body: 'List-Unsubscribe=One-Click', is: 'topic' },
    { what: 'in parts', type: 'multipart/form-data; boundary=x', body: ONE_CLICK, is: 'topic' },
    { what: 'in parts, quoted', type: 'multipart/form-data; boundary="x"', body: ONE_CLICK, is: 'topic' },
    {
      what: 'in parts with a type of their own',
      type: 'multipart/form-data;boundary=x',
      body: ONE_CLICK.replace('"\r\n\r\n', '"\r\nContent-Type: text/plain\r\n\r\n'),
      is: 'topic',
    },
    {
      what: 'in parts with bare line ends',
      type: 'multipart/form-data; boundary=x',
      body: ONE_CLICK.replaceAll('\r\n', '\n'),
      is: 'topic',
    },
    { what: 'in parts with a preamble', type: 'multipart/form-data; boundary=x', body: `words\r\n${ONE_CLICK}`, is: 'topic' },
    { what: "by the page's button", type: FORM, body: 'List-Unsubscribe=One-Click&page=1', is: 'topic' },
    { what: 'everything', type: FORM, body: 'leave=everything', is: 'everything' },
    { what: 'and taken back', type: FORM, body: 'undo=5&again=offers', is: 'undo' },
    { what: 'nothing', type: FORM, body: '', is: null },
    { what: 'another value', type: FORM, body: 'List-Unsubscribe=Two-Clicks', is: null },
    { what: 'small letters', type: FORM, body: 'list-unsubscribe=one-click', is: null },
    { what: 'twice', type: FORM, body: 'List-Unsubscribe=One-Click&List-Unsubscribe=One-Click', is: null },
    { what: 'with more beside it', type: FORM, body: 'List-Unsubscribe=One-Click&email=a%40b.c', is: null },
    { what: 'everything, misspelt', type: FORM, body: 'leave=everythin', is: null },
    { what: 'an undo without an instant', type: FORM, body: 'undo=&again=offers', is: null },
    { what: 'an undo of words', type: FORM, body: 'undo=now&again=offers', is: null },
    { what: 'JSON', type: 'application/json', body: '{"List-Unsubscribe":"One-Click"}', is: 'unreadable' },
    { what: 'no type', type: undefined, body: 'List-Unsubscribe=One-Click', is: 'unreadable' },
    { what: 'parts without a boundary', type: 'multipart/form-data', body: ONE_CLICK, is: 'unreadable' },
    { what: 'parts of another boundary', type: 'multipart/form-data; boundary=y', body: ONE_CLICK, is: 'unreadable' },
    { what: 'parts that break off', type: 'multipart/form-data; boundary=x', body: ONE_CLICK.slice(0, -8), is: 'unreadable' },
    { what: 'a file', type: 'multipart/form-data; boundary=x', body: ONE_CLICK.replace('"\r\n', '"; filename="a"\r\n'), is: 'unreadable' },
  ])('$what: $is', ({ type, body, is }) => {
    expect(asked(type, body)).toBe(is)
  })

  it('has so many fields at most', () => {
    const body = (count: number): string => Array.from({ length: count }, (_, n) => `a=${n}`).join('&')
    expect(readForm(FORM, body(PUBLIC_FIELDS_MAX))?.get('a')).toHaveLength(PUBLIC_FIELDS_MAX)
    expect(readForm(FORM, body(PUBLIC_FIELDS_MAX + 1))).toBeNull()
  })

  it('keeps what values hold, line ends within them included', () => {
    const fields = readForm('multipart/form-data; boundary=x', parts('x', ['zone', 'Europe/Berlin'], ['topic', 'a\r\nb'], ['topic', '--y']))
    expect([only(fields ?? new Map(), 'zone'), fields?.get('topic')]).toEqual(['Europe/Berlin', ['a\nb', '--y']])
  })
})

describe('the language of a page', () => {
  it.each([
    { locale: 'zh-CN', accept: 'en', is: 'zh' },
    { locale: 'zh_TW', accept: undefined, is: 'zh' },
    { locale: 'en-GB', accept: 'zh', is: 'en' },
    { locale: 'fr', accept: 'zh-CN,zh;q=0.9', is: 'zh' },
    { locale: null, accept: 'fr,zh;q=0.8,en;q=0.9', is: 'en' },
    { locale: null, accept: 'zh;q=0, en;q=0.1', is: 'en' },
    { locale: null, accept: 'fr, de', is: 'en' },
    { locale: null, accept: ';;q=,,', is: 'en' },
    { locale: null, accept: undefined, is: 'en' },
  ])('of somebody who says $locale, with a browser that says $accept, is $is', ({ locale, accept, is }) => {
    expect(languageFor(locale, accept)).toBe(is)
  })
})
