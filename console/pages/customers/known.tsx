import type { ReactNode } from 'react'
import { isJsonObject, type Json, type JsonObject } from '../../../shared/kernel/json.ts'
import { Card } from '../../parts/card.tsx'
import { Code } from '../../parts/code.tsx'
import { Table } from '../../parts/table.tsx'
import { useReader } from '../../words/reader.tsx'
import styles from './customer.module.css'

type Trait = readonly [name: string, value: Json]

/** What publishers said of a customer; and the whole of what conditions and templates see, as they see it. */
export const Known = ({ document }: { readonly document: JsonObject }): ReactNode => {
  const { words } = useReader()
  const { customers: said } = words
  const traits: readonly Trait[] = isJsonObject(document.traits) ? Object.entries(document.traits) : []
  return (
    <Card text={said.knownText} title={said.knownTitle}>
      {traits.length === 0 ? (
        <p className={`${styles.line} soft`}>{said.knownNone}</p>
      ) : (
        <Table<Trait>
          caption={said.knownTitle}
          columns={[
            { name: said.trait, cell: ([name]) => <span className="breakable">{name}</span> },
            { name: said.value, cell: ([, value]) => <span className={styles.value}>{textOf(value)}</span> },
          ]}
          heightMax="24rem"
          keyOf={([name]) => name}
          rows={traits}
        />
      )}
      <details className={styles.document}>
        <summary>{said.document}</summary>
        <Code isWrapped label={said.document} text={JSON.stringify(document, null, 2)} />
      </details>
    </Card>
  )
}

const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value))
