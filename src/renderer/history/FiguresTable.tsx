import { Table } from '@mantine/core'
import type { RollUp } from '#shared/history.ts'
import { formatShare, formatValue, MISSING } from '../format/format-value.ts'
import classes from './history.module.css'
import { FIGURE_WORDS, FIGURES } from './history-choice.ts'
import { seriesId } from './series-id.ts'
import type { LoadedHistory } from './use-history.ts'

const COUNT = new Intl.NumberFormat(undefined)

/** All of the time shown, in figures: exact for the whole, which no sum of steps would be. */
export function FiguresTable({ loaded }: { readonly loaded: LoadedHistory }) {
  return (
    <section aria-labelledby="figures-title">
      <h2 id="figures-title" className={classes.subtitle}>
        In figures
      </h2>
      <div className={classes.scrolled}>
        <Table className={classes.table ?? ''} verticalSpacing={4} horizontalSpacing={8}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Series</Table.Th>
              <Table.Th>Lowest</Table.Th>
              {FIGURES.map(figure => (
                <Table.Th key={figure}>{FIGURE_WORDS[figure]}</Table.Th>
              ))}
              <Table.Th>Results</Table.Th>
              <Table.Th>Failed</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {loaded.series.map(series => {
              const id = seriesId(series)
              const whole = loaded.whole.find(one => seriesId(one) === id)
              return (
                <Table.Tr key={id}>
                  <Table.Th scope="row">{series.name}</Table.Th>
                  <Table.Td>{formatValue(whole?.min ?? null, series.unit)}</Table.Td>
                  {FIGURES.map(figure => (
                    <Table.Td key={figure}>{formatValue(whole?.[figure] ?? null, series.unit)}</Table.Td>
                  ))}
                  <Table.Td>{whole ? COUNT.format(whole.count) : MISSING}</Table.Td>
                  <Table.Td>{series.kind === 'metric' ? MISSING : failedWords(whole)}</Table.Td>
                </Table.Tr>
              )
            })}
          </Table.Tbody>
        </Table>
      </div>
    </section>
  )
}

function failedWords(whole: RollUp | undefined): string {
  if (whole === undefined || whole.count === 0) return MISSING
  if (whole.failures === 0) return 'none'
  const share = (whole.failures / whole.count) * 100
  return `${COUNT.format(whole.failures)} (${share < 0.1 ? '< 0.1 %' : formatShare(share)})`
}
