#include <array>

#include "data/reasons.hpp"

// What the Spark operator 2.x writes as a state with its errorMessage (contracts: C.1, C.2), and Nexa's own words about a state.
namespace nexa::spark {
namespace {

constexpr std::array rows{
    ReasonRow{"is being deleted", "It is being deleted"},
    ReasonRow{"it is wanted, but not on the cluster (yet)", "It was asked for, but is not on the cluster"},
    ReasonRow{"it is on its way to the cluster", "It is on its way to the cluster"},
    ReasonRow{"the Spark operator is working on generation * (finished: *)", "The Spark operator is working on the last change"},

    // Applications.
    ReasonRow{"*driver container failed with ExitCode: *, Reason: OOMKilled",
              "The driver was killed because it used more memory than it may. Give it more in spec.driver.memory or memoryOverhead"},
    ReasonRow{"*driver container failed with ExitCode: *, Reason: Error", "The driver ended with exit code {2}. Its log says why"},
    ReasonRow{"*driver container failed with ExitCode: *, Reason: *", "The driver ended with exit code {2} ({3}). Its log may say why"},
    ReasonRow{"*driver pod not found", "The driver's pod was removed while the job ran"},
    ReasonRow{"*driver pod already exist",
              "A pod with the driver's name is there already, left by an earlier run or by another application"},
    ReasonRow{"*driver container status missing", "The driver's pod failed before its container said anything. Its events say why"},
    ReasonRow{"*failed to submit spark application: failed to run spark-submit: *Exception in thread \"main\" *",
              "spark-submit failed: {3}"},
    ReasonRow{"*failed to submit spark application: failed to run spark-submit: *", "spark-submit failed: {2}"},
    ReasonRow{"FAILED", "The job failed, and the operator gave no reason. The driver's log may say why"},
    ReasonRow{"FAILING", "The job failed, and the operator gave no reason. The driver's log may say why"},
    ReasonRow{"SUBMISSION_FAILED", "The job could not be submitted, and the operator gave no reason"},
    ReasonRow{"RUNNING", "It runs"},
    ReasonRow{"SUCCEEDING", "The driver has ended well"},
    ReasonRow{"COMPLETED", "It has ended well"},
    ReasonRow{"RESUMING", "The operator is about to run it again"},
    ReasonRow{"SUSPENDED", "It is suspended: no pod of it runs"},
    ReasonRow{"SUSPENDED: about to be resumed", "The operator is about to run it again"},
    ReasonRow{"RUNNING: about to be suspended", "It runs, and is about to be suspended"},

    // Schedules.
    ReasonRow{"FailedValidation: * (delete it and create it anew)",
              "The operator refused the schedule and does not look at it again. Delete it and create it anew. It said: {1}"},
    ReasonRow{"suspended: no runs are started", "It is suspended: no runs are started"},
    ReasonRow{"Scheduled", "Its runs are started by the schedule"},
    ReasonRow{"Validating", "The operator is checking the schedule"},

    // Connect servers.
    ReasonRow{"Provisioning", "The server is being set up"},
    ReasonRow{"Failed", "The server failed, and the operator gave no reason. Its pod's log may say why"},
};

}  // namespace

std::span<const ReasonRow> operator_reasons() noexcept {
    return rows;
}

}  // namespace nexa::spark
