import { describe, expect, it } from 'vitest'
import { placesIn } from '../../console/pages/quarantine/places.ts'

const at = (text: string, path: string): string | null => {
  const places = placesIn(text)
  if (!places.isJson) return 'no JSON'
  const place = places.of(path)
  return place === null ? null : `${place.line}:${place.column} ${text.slice(place.start, place.end)}`
}

describe('where a path stands in a text', () => {
  const event = '{\n  "userId": "ann",\n  "properties": { "items": [1, { "price": -2.5e3 }], "a\\u0062": null }\n}'
  it.each([
    { path: 'userId', place: '2:13 "ann"' },
    { path: 'properties.items.0', place: '3:29 1' },
    { path: 'properties.items.1.price', place: '3:43 -2.5e3' },
    { path: 'properties.ab', place: '3:65 null' },
    { path: 'properties.items.1.missing', place: '3:32 { "price": -2.5e3 }' },
    { path: 'missing', place: null },
    { path: '', place: null },
  ])('$path: $place', ({ path, place }) => {
    expect(at(event, path)).toBe(place)
  })

  it('knows a name with a dot in it', () => {
    expect(at('{"a.b": 7}', 'a.b')).toBe('1:9 7')
  })

  it('leaves what lies too deep without a place, and still calls it JSON', () => {
    const deep = `${'[0,'.repeat(5_000)}1${']'.repeat(5_000)}`
    expect(at(deep, '1.1.1.1')).toBe(null)
  })
})

describe('where a text stops being JSON', () => {
  it.each([
    { text: '', line: 1, column: 1 },
    { text: '{\n  "a": 1,\n}', line: 3, column: 1 },
    { text: '{"a": 1 "b"}', line: 1, column: 9 },
    { text: '{"a": NaN}', line: 1, column: 7 },
    { text: '[1, 01]', line: 1, column: 6 },
    { text: '"open', line: 1, column: 1 },
    { text: '{"a": "tab\there"}', line: 1, column: 7 },
    { text: '{} {}', line: 1, column: 4 },
    { text: '{"a": tru}', line: 1, column: 7 },
  ])('$text: $line:$column', ({ text, line, column }) => {
    const places = placesIn(text)
    expect(places).toMatchObject({ isJson: false, at: { line, column } })
  })
})
