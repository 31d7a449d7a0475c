import { describe, expect, it } from 'vitest'
import { fillOf, LINKS } from '../templates/world.ts'
import { checkTemplate } from '../../shared/adapters/liquid/check.ts'
import { liquidRenderer } from '../../shared/adapters/liquid/renderer.ts'
import { plainMail } from '../../shared/domain/campaign/campaign.ts'
import type { JsonObject } from '../../shared/kernel/json.ts'

const renderer = liquidRenderer()
const subjectOf = async (subject: string, traits: JsonObject = {}): Promise<string> => {
  const rendered = await renderer.render(plainMail(subject, 'x'), fillOf(traits))
  return rendered.ok ? rendered.subject : `! ${rendered.detail}`
}

describe('a mail for one customer', () => {
  it.each([
    { template: 'Hi {{ customer.traits.name | default: "there" }}', traits: { name: 'Ann' }, is: 'Hi Ann' },
    { template: 'Hi {{ customer.traits.name | default: "there" }}', traits: {}, is: 'Hi there' },
    { template: 'Hi {{ customer.traits.name | default: "there" }}', traits: { name: null }, is: 'Hi there' },
    { template: 'Hi {{ customer.traits.name | default: "there" }}', traits: { name: '  ' }, is: 'Hi there' },
    { template: 'Hi {{ customer.traits.a.b.c | default: "there" }}', traits: {}, is: 'Hi there' },
    { template: 'Hi {{ customer.traits.name | default: "there" | upcase }}', traits: {}, is: 'Hi THERE' },
    { template: '{% if customer.traits.vip %}Dear{% else %}Hi{% endif %}', traits: {}, is: 'Hi' },
    { template: '{% if customer.traits.vip %}Dear{% else %}Hi{% endif %}', traits: { vip: true }, is: 'Dear' },
    { template: '{% if customer.traits.orders > 3 %}Dear{% else %}Hi{% endif %}', traits: {}, is: 'Hi' },
    { template: '{{ customer.traits.orders | plus: 1 }} of {{ customer.traits.rest }}', traits: { orders: 2, rest: 0 }, is: '3 of 0' },
    { template: '{{ customer.traits.tags | join: ", " }}', traits: { tags: ['a', null, 'b'] }, is: 'a, b' },
    { template: '{{ customer.traits.born | date: "%-d %B" }}', traits: { born: '1990-05-17T23:30:00Z' }, is: '17 May' },
    { template: '{{ customer.traits.name }}', traits: { name: '{{ customer.id }}' }, is: '{{ customer.id }}' },
    { template: '{{ customer.traits.name }}', traits: { name: '<b>&' }, is: '<b>&' },
  ])('$template of $traits: $is', async ({ template, traits, is }) => {
    expect(await subjectOf(template, traits as JsonObject)).toBe(is)
  })

  it.each([
    {
      template: 'Hi {{ customer.traits.name }}',
      traits: {},
      detail: 'customer.traits.name has no value, and the template gives no default (line 1, column 7)',
    },
    {
      template: 'Hi {{ customer.traits.name }}',
      traits: { name: null },
      detail: 'customer.traits.name has no value, and the template gives no default (line 1, column 7)',
    },
    {
      template: 'Hi\n{{ customer.traits.name | upcase }}',
      traits: { name: '' },
      detail: 'customer.traits.name has no value, and the template gives no default (line 2, column 4)',
    },
    { template: '{% assign n = customer.traits.name %}{{ n }}', traits: {}, detail: '{{ n }} has no value (line 1, column 38)' },
    {
      template: '{% echo customer.traits.name %}',
      traits: {},
      detail: 'customer.traits.name has no value, and the template gives no default (line 1, column 9)',
    },
    {
      template: '{{ customer.traits[customer.traits.key] }}',
      traits: { key: 'SECRET' },
      detail: 'customer.traits[customer.traits.key] has no value, and the template gives no default (line 1, column 4)',
    },
    {
      template: '{{ customer.traits.toString }}',
      traits: {},
      detail: 'customer.traits.toString has no value, and the template gives no default (line 1, column 4)',
    },
    {
      template: '{{ customer.traits.tags }}',
      traits: { tags: ['SECRET'] },
      detail: '{{ customer.traits.tags }} is a list or an object: name one part of it, or join it (line 1, column 1)',
    },
    {
      template: '{{ customer.traits }}',
      traits: { name: 'SECRET' },
      detail: '{{ customer.traits }} is a list or an object: name one part of it, or join it (line 1, column 1)',
    },
    { template: '{{ customer.traits.name | url_decode }}', traits: { name: '%SECRET' }, detail: 'cannot be filled (line 1, column 1)' },
    { template: '{% for i in (1..5001) %}a{% endfor %}', traits: {}, detail: 'takes too much work (line 1, column 1)' },
    {
      template: '{% for a in (1..9) %}{% for b in (1..9) %}{% for c in (1..99) %}{% endfor %}{% endfor %}{% endfor %}',
      traits: {},
      detail: 'takes too much work (line 1, column 43)',
    },
    { template: '{% for i in (1..9000000) %}{% endfor %}', traits: {}, detail: 'takes too much work (line 1, column 1)' },
    { template: '{% if customer.traits.vip %}Hi{% endif %} ', traits: {}, detail: 'is empty for this customer' },
  ])('refuses $template, and tells no value of the customer', async ({ template, traits, detail }) => {
    expect(await subjectOf(template, traits as JsonObject)).toBe(`! subject: ${detail}`)
  })

  it('keeps a subject on one line, whatever a customer is called', async () => {
    const name = 'Ann\r\nBcc: a@b.c\u0000\u001b[1m\u2028\u0085 \t x'
    expect(await subjectOf('Hi {{ customer.traits.name }}!\n', { name })).toBe('Hi Ann Bcc: a@b.c [1m x!')
  })

  it('leaves the lines of a text as they are, and says in which part a value is missing', async () => {
    const text = 'Hello {{ customer.traits.name }},\n\n  two lines\n'
    expect(await renderer.render(plainMail('x', text), fillOf({ name: 'Ann' }))).toMatchObject({
      ok: true,
      locale: 'en',
      subject: 'x',
      text: `Hello Ann,\n\n  two lines\n\n\n—\nUnsubscribe: ${LINKS.unsubscribe}\nChoose what we send you: ${LINKS.preferences}\n`,
    })
    expect(await renderer.render(plainMail('x', text), fillOf())).toMatchObject({
      ok: false,
      detail: expect.stringMatching(/^text: /),
    })
  })

  it('says so where a template was never checked', async () => {
    expect(await subjectOf('{{ customer.traits.name')).toBe('! subject: cannot be filled (line 1, column 1)')
  })

  it('reads a template again after it was forgotten', async () => {
    for (let index = 0; index < 2_500; index += 1) expect(await subjectOf(`${index} {{ customer.id }}`)).toBe(`${index} c-1`)
    expect(await subjectOf('0 {{ customer.id }}')).toBe('0 c-1')
  })
})

describe('a template on its way to being published', () => {
  it.each([
    { template: 'Hello', says: null },
    { template: 'Hello {{ customer.traits.name | default: "there" }} {{ customer.stage }}', says: null },
    { template: '{% for tag in customer.traits.tags %}{{ tag }}{{ forloop.index }}{% endfor %}{% assign a = 1 %}{{ a }}', says: null },
    { template: '{{ customer.traits.name', says: 'cannot be read: output "{{ customer.traits.name" not closed (line 1, column 1)' },
    { template: 'a\n{% if customer.stage %}', says: 'cannot be read: tag {% if customer.stage %} not closed (line 2, column 1)' },
    { template: '{{ customer.id | shout }}', says: 'cannot be read: undefined filter: shout (line 1, column 1)' },
    { template: '{{ customer.traits.tags | sample }}', says: 'cannot be read: undefined filter: sample (line 1, column 1)' },
    { template: '{{ customer.traits | raw }}', says: 'cannot be read: undefined filter: raw (line 1, column 1)' },
    { template: '{% include "a" %}', says: 'cannot be read: tag "include" not found (line 1, column 1)' },
    { template: '{% render "a" %}', says: 'cannot be read: tag "render" not found (line 1, column 1)' },
    { template: '{% layout "a" %}', says: 'cannot be read: tag "layout" not found (line 1, column 1)' },
    { template: '{{ links.unsubscribe }} {{ links.preferences }} {{ links.confirm }} {{ coupon }}', says: null },
    { template: '{{ "2020-01-01" | date: "%Y" }} {{ "now" }} {{ customer.traits.x | default: "today" }}', says: null },
    {
      template: 'In {{ "now" | date: "%Y" }}',
      says: 'asks for the time of rendering ({{ "now" | date: "%Y" }}), and a mail must say the same whenever it is rendered',
    },
    {
      template: "{% assign year = 'today' | date_to_xmlschema %}",
      says: "asks for the time of rendering ({% assign year = 'today' | date_to_xmlschema %}), and a mail must say the same whenever it is rendered",
    },
    {
      template: '{{ links.unsubcribe }}',
      says: 'asks for "links.unsubcribe", which nobody has (line 1, column 4): write links.unsubscribe',
    },
    {
      template: '{{ brand.company }}',
      says: 'asks for "brand.company", which nobody has (line 1, column 4): only a template has brand, and it is written {{ brand.name }} and nothing else',
    },
    { template: '{{ customer.traits.a | newline_to_br }}', says: 'cannot be read: undefined filter: newline_to_br (line 1, column 1)' },
    { template: 'Hi {{ firstName }}', says: 'asks for "firstName", which nobody has (line 1, column 7): write customer.traits.firstName' },
    {
      template: '{{ "a" | append: user.name }}',
      says: 'asks for "user.name", which nobody has (line 1, column 18): write customer.traits.user',
    },
    {
      template: 'Hi\n {{ customer.firstName }}',
      says: 'asks for "customer.firstName", which nobody has (line 2, column 5): write customer.traits.firstName',
    },
    {
      template: '{{ customer.trait.firstName }}',
      says: 'asks for "customer.trait.firstName", which nobody has (line 1, column 4): write customer.traits',
    },
    { template: '{{ customer["traits"].x }}{{ customer[customer.id] }}{{ customer.traits["first name"] }}', says: null },
    { template: '{{ customer }}', says: null },
    { template: 'x'.repeat(256_001), says: 'cannot be read: parse length limit exceeded' },
  ])('$template: $says', ({ template, says }) => {
    expect(checkTemplate(template)).toBe(says)
  })
})
