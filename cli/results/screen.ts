/** Where a page is read: how wide it is, and which characters it has. */

export type Screen = { readonly columns: number; readonly isUtf8: boolean }

/** What files and pipes get, and screens that do not say how wide they are. */
const COLUMNS_USUAL = 100
const COLUMNS_LEAST = 40
const COLUMNS_MOST = 160

/** `columns` as a terminal tells it. A locale that names another encoding than UTF-8 has none of our characters; one that says nothing has. */
export const screenOf = (columns: number | undefined, env: Readonly<Record<string, string | undefined>>): Screen => {
  const asked = columns ?? (Number(env.COLUMNS) || COLUMNS_USUAL)
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || ''
  return {
    columns: Math.min(COLUMNS_MOST, Math.max(COLUMNS_LEAST, asked)),
    isUtf8: locale === '' || /utf-?8/i.test(locale),
  }
}

/** A text with characters that every terminal has, each as wide as what it stands for where lines are drawn. */
export const inAscii = (text: string): string => text.replaceAll(/[^\n -~]/g, (letter) => ASCII[letter] ?? '?')

const ASCII: Readonly<Record<string, string>> = {
  ...{ '░': '.', '│': '|', '┼': '+', '─': '-', '├': '[', '┤': ']', '●': '*', '█': '#' },
  ...{ '“': '"', '”': '"', '’': "'", '–': '-', '−': '-', '…': '...', '·': '-', '±': '+/-', '→': '->' },
}

/** Lines broken between words, none longer than the screen; those that follow begin below the first word. */
export const wrapped = (text: string, columns: number, indent = ''): string => {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > columns) {
      lines.push(line)
      line = `${indent}${word}`
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].join('\n')
}
