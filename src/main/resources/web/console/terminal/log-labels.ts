/** The texts of a log's controls. */
export interface LogLabels {
  region: string;
  controls: string;
  search: string;
  previous: string;
  next: string;
  matchCase: string;
  follow: string;
  wrap: string;
  copy: string;
  copySelected: string;
  copied: string;
  notCopied: string;
  download: string;
  lines: (count: number) => string;
  newLines: (count: number) => string;
  forgotten: (count: number) => string;
  matches: (place: number, count: number, searching: boolean) => string;
}
