namespace Airworthy.Models.Trees;

/// <summary>How trees are grown.</summary>
/// <param name="Trees">How many, one after the other; at least 1. With classes, so many for each.</param>
/// <param name="Leaves">Most leaves of a tree; at least 2.</param>
/// <param name="Seed">Equal seeds and rows give equal trees.</param>
/// <param name="LearningRate">How much of each tree counts, in (0, 1].</param>
/// <param name="LeastRows">Rows that a leaf needs; at least 1.</param>
/// <param name="Patience">Trees without a gain on rows held back after which no more are grown; 0 for no end.</param>
public sealed record TreeSettings(int Trees = 50, int Leaves = 15, int Seed = 1, double LearningRate = 0.1, int LeastRows = 20, int Patience = 0);
