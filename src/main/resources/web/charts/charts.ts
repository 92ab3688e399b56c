import { LineChart } from "echarts/charts";
import { GridComponent } from "echarts/components";
import { use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

// The parts of ECharts that the views need. They are a file of their own, which the first chart loads.
use([LineChart, GridComponent, CanvasRenderer]);

export { init } from "echarts/core";
