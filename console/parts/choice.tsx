/** One of a few: radio buttons that look like chips, wrap on a phone and move with the arrow keys. */
import { type ReactNode, useId } from 'react'
import styles from './choice.module.css'

type ChoiceProps<Value extends string> = {
  /** What is chosen, for those who hear it. */
  readonly label: string
  readonly options: readonly { readonly value: Value; readonly name: ReactNode }[]
  readonly value: Value
  readonly onChange: (value: Value) => void
}

export const Choice = <Value extends string>({ label, options, value, onChange }: ChoiceProps<Value>): ReactNode => {
  const group = useId()
  return (
    <fieldset className={styles.choice}>
      <legend className="visually-hidden">{label}</legend>
      {options.map((option) => (
        <label className={styles.option} key={option.value}>
          <input
            checked={option.value === value}
            className="visually-hidden"
            name={group}
            onChange={() => onChange(option.value)}
            type="radio"
            value={option.value}
          />
          {option.name}
        </label>
      ))}
    </fieldset>
  )
}
