import { CustomChart, LineChart } from "echarts/charts";
import { GridComponent, LegendPlainComponent, TitleComponent } from "echarts/components";
import { use } from "echarts/core";
import { CanvasRenderer, SVGRenderer } from "echarts/renderers";

// The parts of ECharts that draw pictures for downloads, which have a title, a legend and bands. The first download
// loads them. They contain the parts of the views again, because the files of the console share no code.
use([CustomChart, LineChart, GridComponent, LegendPlainComponent, TitleComponent, CanvasRenderer, SVGRenderer]);

export { init } from "echarts/core";
