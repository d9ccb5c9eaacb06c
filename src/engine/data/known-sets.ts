import type { Localized } from '../../shared/schema/localized.ts';

/** The four files of an IDX set, by role. */
export interface IdxFiles {
  readonly trainImages: string;
  readonly trainLabels: string;
  readonly testImages: string;
  readonly testLabels: string;
}

export const idxRoles = ['trainImages', 'trainLabels', 'testImages', 'testLabels'] as const satisfies readonly (keyof IdxFiles)[];
export type IdxRole = (typeof idxRoles)[number];

/** What is known of one file of a published set. At least one of the two checksums is known. */
export interface KnownFile {
  /** Its usual name, without `.gz`. */
  readonly name: string;
  /** Bytes of the decompressed contents. */
  readonly bytes: number;
  /** SHA-256 of the decompressed contents: the same from every mirror. */
  readonly contents?: string;
  /** SHA-256 of the gzip file as its authors packed it. */
  readonly packed?: string;
  /** Bytes of that gzip file; mirrors may pack otherwise. */
  readonly packedBytes: number;
}

/** A published set that can be found on this machine, imported or fetched. */
export interface KnownSet {
  /** The name in documents, and of its folder. */
  readonly name: string;
  readonly title: Localized;
  readonly classNames: readonly string[];
  readonly train: number;
  readonly test: number;
  readonly files: Readonly<Record<IdxRole, KnownFile>>;
  /** A word in the path of a folder that tells this set from another with the same file names; '' for the set meant where nothing says. */
  readonly pathWord: string;
  /** Where other programs keep it: subfolders of a folder of datasets, in the order they are tried. */
  readonly folders: readonly string[];
  /** Addresses the files can be fetched from, each ending in a slash; `.gz` follows the name. */
  readonly mirrors: readonly string[];
  readonly license: string;
}

const sizes = { trainImages: 47_040_016, trainLabels: 60_008, testImages: 7_840_016, testLabels: 10_008 };
const names = {
  trainImages: 'train-images-idx3-ubyte',
  trainLabels: 'train-labels-idx1-ubyte',
  testImages: 't10k-images-idx3-ubyte',
  testLabels: 't10k-labels-idx1-ubyte',
};

const file = (role: IdxRole, checksum: Pick<KnownFile, 'contents' | 'packed' | 'packedBytes'>): KnownFile => ({ name: names[role], bytes: sizes[role], ...checksum });

export const mnist: KnownSet = {
  name: 'mnist',
  title: { en: 'MNIST', zh: 'MNIST' },
  classNames: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  train: 60_000,
  test: 10_000,
  files: {
    trainImages: file('trainImages', { contents: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db', packedBytes: 9_912_422 }),
    trainLabels: file('trainLabels', { contents: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5', packedBytes: 28_881 }),
    testImages: file('testImages', { contents: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7', packedBytes: 1_648_877 }),
    testLabels: file('testLabels', { contents: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2', packedBytes: 4_542 }),
  },
  pathWord: '',
  folders: ['mnist', 'MNIST/raw', 'MNIST', 'raw'],
  mirrors: [
    'https://ossci-datasets.s3.amazonaws.com/mnist/',
    'https://storage.googleapis.com/cvdf-datasets/mnist/',
    'https://yann.lecun.com/exdb/mnist/',
  ],
  license: 'CC BY-SA 3.0 (Y. LeCun, C. Cortes, C. J. C. Burges)',
};

export const fashionMnist: KnownSet = {
  name: 'fashion-mnist',
  title: { en: 'Fashion-MNIST', zh: 'Fashion-MNIST' },
  classNames: ['T-shirt/top', 'Trouser', 'Pullover', 'Dress', 'Coat', 'Sandal', 'Shirt', 'Sneaker', 'Bag', 'Ankle boot'],
  train: 60_000,
  test: 10_000,
  files: {
    trainImages: file('trainImages', { packed: '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84', packedBytes: 26_421_880 }),
    trainLabels: file('trainLabels', { packed: 'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845', packedBytes: 29_515 }),
    testImages: file('testImages', { packed: '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073', packedBytes: 4_422_102 }),
    testLabels: file('testLabels', { packed: '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5', packedBytes: 5_148 }),
  },
  pathWord: 'fashion',
  folders: ['fashion-mnist', 'FashionMNIST/raw', 'FashionMNIST', 'fashion'],
  mirrors: [
    'https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/',
    'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/',
  ],
  license: 'MIT (Zalando Research)',
};

export const knownSets: readonly KnownSet[] = [mnist, fashionMnist];

/** The published set called `name`, or undefined. */
export function findKnownSet(name: string): KnownSet | undefined {
  return knownSets.find((set) => set.name === name);
}

/** How a file of the set may be spelled on disk: the official name, the one some unpackers leave, and either with `.gz`. */
export function spellings({ name }: KnownFile): string[] {
  const dotted = name.replace('-idx', '.idx');
  return [name, `${name}.gz`, dotted, `${dotted}.gz`];
}
