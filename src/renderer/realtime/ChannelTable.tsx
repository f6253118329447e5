import { Table } from '@mantine/core'
import type { ChannelView } from '#shared/realtime.ts'
import { Ago } from '../components/Ago.tsx'
import { StatusMark } from '../components/StatusMark.tsx'
import classes from './realtime.module.css'
import { channelWords, rateWords } from './realtime-words.ts'

/** The channels that are listened to: how each stands, and what comes over it. */
export function ChannelTable({ channels }: { readonly channels: readonly ChannelView[] }) {
  if (channels.length === 0) return null
  return (
    <Table className={classes.channels ?? ''} aria-label="Channels">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Channel</Table.Th>
          <Table.Th className={classes.number}>In a minute</Table.Th>
          <Table.Th className={classes.number}>In all</Table.Th>
          <Table.Th className={classes.number}>Not understood</Table.Th>
          <Table.Th className={classes.number}>Last event</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {channels.map(channel => (
          <ChannelRow key={channel.name} channel={channel} />
        ))}
      </Table.Tbody>
    </Table>
  )
}

function ChannelRow({ channel }: { readonly channel: ChannelView }) {
  const { name, perMinute, events, invalid, lastAt, members } = channel
  const { mark, words } = channelWords(channel)
  return (
    <Table.Tr>
      <Table.Th scope="row">
        <span className={classes.channel}>
          <StatusMark status={mark} size={14} label={words} />
          <span>
            {name}
            {members !== null && <span className={classes.small}> {members} present</span>}
            {mark !== 'healthy' && <span className={classes.said}>{words}</span>}
          </span>
        </span>
      </Table.Th>
      <Table.Td className={classes.number}>{rateWords(perMinute)}</Table.Td>
      <Table.Td className={classes.number}>{events}</Table.Td>
      <Table.Td className={classes.number}>{invalid === 0 ? '–' : invalid}</Table.Td>
      <Table.Td className={classes.number}>
        <Ago at={lastAt} />
      </Table.Td>
    </Table.Tr>
  )
}
