import { prepareTrainedHome } from './homes.ts';

/** Playwright's global setup. */
export default prepareTrainedHome;
