/** Rows and columns. Wide ones scroll by themselves, so that the page does not; on the keyboard too. */
import type { ReactNode } from 'react'
import styles from './table.module.css'

export type Column<Row> = {
  readonly name: string
  readonly cell: (row: Row) => ReactNode
  /** Numbers stand flush right, under each other. */
  readonly isNumber?: boolean
  /** Sentences need room, also where the table scrolls. */
  readonly isWide?: boolean
  /** Says more about the column, where the pointer rests on its name. */
  readonly meaning?: string
}

type TableProps<Row> = {
  /** What the table shows, for those who hear it. */
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string
  /** Higher ones scroll. */
  readonly heightMax?: string
}

export const Table = <Row,>({ caption, columns, rows, keyOf, heightMax }: TableProps<Row>): ReactNode => (
  <section
    aria-label={caption}
    className={styles.frame}
    style={heightMax === undefined ? undefined : { maxHeight: heightMax }}
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    tabIndex={0}
  >
    <table className={styles.table}>
      <caption className="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ name, isNumber, isWide, meaning }) => (
            <th className={classOf(isNumber, isWide)} key={name} scope="col" title={meaning}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)}>
            {columns.map(({ name, cell, isNumber, isWide }, index) =>
              index === 0 ? (
                <th key={name} scope="row">
                  {cell(row)}
                </th>
              ) : (
                <td className={classOf(isNumber, isWide)} key={name}>
                  {cell(row)}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  </section>
)

const classOf = (isNumber: boolean | undefined, isWide: boolean | undefined): string | undefined =>
  isNumber === true ? 'number' : isWide === true ? styles.wide : undefined
