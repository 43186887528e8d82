#pragma once

#include "data/kinds.hpp"

/// The rows of the Spark operator's kinds, one file each.
namespace nexa::spark {

Kind application();  ///< SparkApplication
Kind schedule();     ///< ScheduledSparkApplication
Kind connect();      ///< SparkConnect

}  // namespace nexa::spark
