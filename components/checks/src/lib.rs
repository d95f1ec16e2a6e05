use openkoi_sdk::evaluator as _;
