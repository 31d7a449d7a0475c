/** A list of things with a page of their own: columns on a desk, cards on a phone. A row leads where its first cell does. */
import type { CSSProperties, ReactNode } from 'react'
import styles from './rows.module.css'

export type RowColumn<Item> = {
  readonly name: string
  readonly cell: (item: Item) => ReactNode
  /** A share of the width, as a grid says it. */
  readonly width: string
  readonly isNumber?: boolean
}

type RowsProps<Item> = {
  readonly label: string
  /** The first one holds the link; its name is not said on a phone. */
  readonly columns: readonly [RowColumn<Item>, ...RowColumn<Item>[]]
  readonly items: readonly Item[]
  readonly keyOf: (item: Item) => string
}

export const Rows = <Item,>({ label, columns, items, keyOf }: RowsProps<Item>): ReactNode => {
  const widths = { '--columns': columns.map(({ width }) => width).join(' ') } as CSSProperties
  return (
    <div className={styles.rows} style={widths}>
      <div aria-hidden="true" className={styles.head}>
        {columns.map(({ name, isNumber }) => (
          <span className={isNumber === true ? 'number' : undefined} key={name}>
            {name}
          </span>
        ))}
      </div>
      <ul aria-label={label} className={styles.list}>
        {items.map((item) => (
          <li className={styles.row} key={keyOf(item)}>
            {columns.map(({ name, cell, isNumber }, index) => (
              <div className={`${styles.cell} ${isNumber === true ? 'number' : ''}`} key={name}>
                {index === 0 ? null : <span className={styles.label}>{name}</span>}
                {cell(item)}
              </div>
            ))}
          </li>
        ))}
      </ul>
    </div>
  )
}

/** Stands in the first cell's link, and makes the whole row lead where it does. */
export const rowLink = styles.link

/** The line under a row's name. */
export const rowUnder = styles.under

/** A link of its own within a row that leads elsewhere. */
export const rowOtherLink = styles.other
