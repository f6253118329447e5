import { Button, Table } from '@mantine/core'
import { useState } from 'react'
import type { TopProcess } from '#shared/contract.ts'
import { refusalText } from '../actions/use-action.ts'
import { Ago } from '../components/Ago.tsx'
import { useEngine } from '../connection/hooks.ts'
import { formatValue } from '../format/format-value.ts'
import classes from './TopProcesses.module.css'

const COUNT = 8

interface Answer {
  readonly processes: readonly TopProcess[]
  readonly at: number
}

/** The processes that use most of the CPU or memory, asked for when the operator wants to know: asking costs something. */
export function TopProcesses({ by }: { readonly by: 'cpu' | 'memory' }) {
  const engine = useEngine()
  const [answer, setAnswer] = useState<Answer | null>(null)
  const [refusal, setRefusal] = useState<string | null>(null)
  const [asking, setAsking] = useState(false)
  const ask = async () => {
    setAsking(true)
    setRefusal(null)
    try {
      const processes = await engine.call('topProcesses', { by, count: COUNT })
      setAnswer({ processes, at: Date.now() })
    } catch (error) {
      setRefusal(refusalText(error))
    } finally {
      setAsking(false)
    }
  }
  return (
    <section className={classes.section}>
      <div className={classes.head}>
        <h2 className={classes.title}>Top processes</h2>
        <Button onClick={ask} loading={asking}>
          {answer ? 'Measure again' : `Show by ${by === 'cpu' ? 'CPU' : 'memory'}`}
        </Button>
        {answer && (
          <span className={classes.when}>
            measured <Ago at={answer.at} />
          </span>
        )}
      </div>
      {refusal && <p role="alert">{refusal}</p>}
      {answer && <ProcessTable processes={answer.processes} />}
    </section>
  )
}

function ProcessTable({ processes }: { readonly processes: readonly TopProcess[] }) {
  return (
    <Table className={classes.table ?? ''} verticalSpacing={4} horizontalSpacing={8}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Process</Table.Th>
          <Table.Th className={classes.number ?? ''}>CPU</Table.Th>
          <Table.Th className={classes.number ?? ''}>Memory</Table.Th>
          <Table.Th>User</Table.Th>
          <Table.Th className={classes.number ?? ''}>PID</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {processes.map(process => (
          <Table.Tr key={process.pid}>
            <Table.Td className={classes.name ?? ''} title={process.name}>
              {process.name}
            </Table.Td>
            <Table.Td className={classes.number ?? ''}>{formatValue(process.cpuPercent, '%')}</Table.Td>
            <Table.Td className={classes.number ?? ''}>{formatValue(process.memoryBytes, 'B')}</Table.Td>
            <Table.Td>{process.user}</Table.Td>
            <Table.Td className={classes.number ?? ''}>{process.pid}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
