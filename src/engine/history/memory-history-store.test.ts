import { describeHistoryStore } from '../../../test-support/history-store-contract.ts'
import { MemoryHistoryStore } from './memory-history-store.ts'

describeHistoryStore(
  'memory',
  async () => {
    const store = new MemoryHistoryStore()
    return { store, reopen: null, end: () => store.close() }
  },
  { keepsRollUps: false, runs: 100 },
)
