import { gzipSync } from 'node:zlib'
import { writeFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { readRows } from '../../local/import/rows.ts'
import { newFolder } from './world.ts'

const folder = newFolder()
afterAll(folder.remove)

const CSV = { format: null, delimiter: ',', quote: '"' }

const rowsOf = async (
  name: string,
  content: string | Buffer,
  format: Parameters<typeof readRows>[1] = CSV,
  needed: readonly string[] = [],
) => {
  writeFileSync(folder.path(name), content)
  const found: string[] = []
  for await (const { rows } of readRows(folder.path(name), format, needed)) {
    for (const one of rows) {
      if (one.type === 'row') found.push(`${one.row.line}: ${[...one.row.cells.values()].map((cell) => String(cell)).join('|')}`)
      else found.push(`${one.line}! ${one.problem}`)
    }
  }
  return found
}

const QUOTES = 'has quotes that do not match'

describe('a file of rows', () => {
  it.each<{ title: string; content: string; rows: readonly string[] }>([
    { title: 'with all that RFC 4180 has', content: 'a,b\r\n1,"x ""y"", z"\r\n"p\r\n\r\nq",\r\n', rows: ['2: 1|x "y", z', '3: p\n\nq|'] },
    { title: 'with a mark and empty lines', content: '\uFEFFa,b\n\n1,2\n\n\n3,4', rows: ['3: 1|2', '6: 3|4'] },
    { title: 'with its header alone', content: 'a,b\n', rows: [] },
    {
      title: 'with too many and too few cells',
      content: 'a,b\n1,2,3\n4\n5,6',
      rows: ['2! has 3 cells, and the first line of the file has 2', '3! has 1 cell, and the first line of the file has 2', '4: 5|6'],
    },
    { title: 'with a quote inside a cell', content: 'a,b\n5" pipe,1\n2,3\n4,5', rows: [`2! ${QUOTES}`, '3: 2|3', '4: 4|5'] },
    { title: 'with two quotes inside a cell', content: 'a,b\n5" and 6" pipe,1\n2,3', rows: [`2! ${QUOTES}`, '3: 2|3'] },
    { title: 'with text after a quote', content: 'a,b\n"x"y,1\n2,3', rows: [`2! ${QUOTES}`, '3: 2|3'] },
    { title: 'with a quote that never closes', content: 'a,b\n1,"x\n2,3\n4,5', rows: [`2! ${QUOTES}`, '3: 2|3', '4: 4|5'] },
    { title: 'with a quote that closes in another row', content: 'a,b\n1,"x\n2,"y"\n4,5', rows: [`2! ${QUOTES}`, '3: 2|y', '4: 4|5'] },
    {
      title: 'with one that makes another row of two',
      content: 'a,b\n1,"x\n2",y,z\n4,5',
      rows: ['2! has 4 cells, and the first line of the file has 2', `3! ${QUOTES}`, '4: 4|5'],
    },
  ])('$title', async ({ content, rows }) => {
    expect(await rowsOf('a.csv', content)).toEqual(rows)
    expect(await rowsOf('a.csv.gz', gzipSync(content))).toEqual(rows)
  })

  it('has another delimiter, and no quotes', async () => {
    expect(await rowsOf('b.csv', 'a\tb\n1"\t2', { format: 'csv', delimiter: '\t', quote: null })).toEqual(['2: 1"|2'])
  })

  it('is JSON Lines by its name or the map', async () => {
    const content = '{"a":1,"b":[2]}\n\nnope\n[1]\n{"a":null}'
    const rows = ['1: 1|2', expect.stringMatching(/^3! is not JSON/), '4! is not an object', '5: null']
    expect(await rowsOf('c.jsonl', content)).toEqual(rows)
    expect(await rowsOf('c.txt', content, { ...CSV, format: 'jsonl' })).toEqual(rows)
  })

  it('keeps its rows and their lines however it is cut into pieces, and finds its way back after a quote far from the next', async () => {
    const lines = Array.from({ length: 30_000 }, (_, index) =>
      index % 7_000 === 6_999 ? `x"${index},0` : index % 3 === 0 ? `"a\n${index}",1` : `${index},1`,
    )
    const found = await rowsOf('d.csv', ['a,b', ...lines].join('\n'))
    let line = 2
    const expected = lines.map((text) => {
      const at = line
      line += text.split('\n').length
      return text.startsWith('x') ? `${at}! ${QUOTES}` : `${at}: ${text.replaceAll('"', '').replace(',', '|')}`
    })
    expect(found).toEqual(expected)
  })

  it.each([
    {
      title: 'misspelt',
      content: 'customer_id,total\n',
      needed: ['customerid', 'total'],
      says: /column "customerid" is not there.*Did you mean "customer_id"\?/,
    },
    {
      title: 'in another delimiter',
      content: 'a;b\n',
      needed: ['a'],
      says: /There is one column alone, "a;b": is the "delimiter" right\?/,
    },
    { title: 'there twice', content: 'a,a\n', needed: ['a'], says: /column "a" is there 2 times/ },
    { title: 'in an empty file', content: '', needed: ['a'], says: /is empty/ },
  ])('says which column is $title', async ({ content, needed, says }) => {
    await expect(rowsOf('e.csv', content, CSV, needed)).rejects.toThrow(says)
  })

  it('tells a row that is far too long, and goes on', async () => {
    expect(await rowsOf('f.csv', `a,b\n${'x'.repeat(300_000)},1\n2,3`)).toEqual(['2! has more characters than a row may (65536)', '3: 2|3'])
  })
})
